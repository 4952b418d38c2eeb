package org.vouchsafe.service;

import org.vouchsafe.service.hold.Point;

/**
 * The steps at which a process is killed: of what is asked for, and where it is when the kill
 * comes. The build kills {@link #inBuild} at each of them; the profile {@code kills} every victim.
 */
enum Step {
  ENVIRONMENT_WRITTEN_DOWN_AND_NO_MESSAGE_SENT(
      Errand.Kind.PROVISION, Point.JOB_COMMITTED, Victim.SERVER),
  MESSAGE_CAME_AND_JOB_NOT_TAKEN(Errand.Kind.PROVISION, Point.JOB_MESSAGE_TAKEN, Victim.PROCESSOR),
  JOB_TAKEN_AND_NOTHING_DONE(Errand.Kind.PROVISION, Point.PROVISION_BEGUN, Victim.PROCESSOR),
  AREA_MADE_AND_NOT_TOLD(Errand.Kind.PROVISION, Point.AREA_MADE, Victim.SERVER),
  AREA_TOLD_AND_NOT_WRITTEN_DOWN(Errand.Kind.PROVISION, Point.AREA_ANSWERED, Victim.DATABASE),
  AREA_ATTESTED_AND_NOT_WRITTEN_DOWN(Errand.Kind.PROVISION, Point.WORK_DONE, Victim.PROCESSOR),
  AREA_WRITTEN_DOWN_AND_NOBODY_TOLD(Errand.Kind.PROVISION, Point.JOB_ENDED, Victim.DATABASE),

  ATTESTATION_WRITTEN_DOWN_AND_NO_MESSAGE_SENT(
      Errand.Kind.ATTEST, Point.JOB_COMMITTED, Victim.DATABASE),
  ATTESTATION_TAKEN_AND_NOTHING_DONE(Errand.Kind.ATTEST, Point.ATTEST_BEGUN, Victim.PROCESSOR),
  EVIDENCE_MADE_AND_NOT_TOLD(Errand.Kind.ATTEST, Point.EVIDENCE_MADE, Victim.PROCESSOR),
  EVIDENCE_TOLD_AND_NOT_WRITTEN_DOWN(Errand.Kind.ATTEST, Point.WORK_DONE, Victim.SERVER),
  EVIDENCE_WRITTEN_DOWN_AND_NOBODY_TOLD(Errand.Kind.ATTEST, Point.JOB_ENDED, Victim.PROCESSOR),

  RECORD_CAME_AND_NOT_PASSED_ON(Errand.Kind.INVOKE, Point.FRAMES_ARRIVED, Victim.DATABASE),
  REQUEST_OPENED_AND_NOT_NOTED(Errand.Kind.INVOKE, Point.REQUEST_OPENED, Victim.PROCESSOR),
  REQUEST_NOTED_AND_PROGRAM_NOT_RUN(Errand.Kind.INVOKE, Point.INVOCATION_WAITS, Victim.PROCESSOR),
  PROGRAM_RUNS(Errand.Kind.INVOKE, Point.PROGRAM_READS, Victim.PROCESSOR),
  PROGRAM_ENDED_AND_OUTCOME_NOT_NOTED(Errand.Kind.INVOKE, Point.PROGRAM_ENDED, Victim.PROCESSOR),
  OUTCOME_NOTED_AND_REPLY_NOT_SENT(Errand.Kind.INVOKE, Point.REPLY_READY, Victim.DATABASE),
  REPLY_CAME_AND_NOT_PASSED_ON(Errand.Kind.INVOKE, Point.FRAMES_ANSWERED, Victim.SERVER),

  MESSAGE_CAME_AND_NOT_PASSED_ON(Errand.Kind.MESSAGE, Point.MESSAGE_ARRIVED, Victim.DATABASE),
  PROGRAM_RUNS_FOR_A_MESSAGE(Errand.Kind.MESSAGE, Point.PROGRAM_READS, Victim.PROCESSOR),
  OUTCOME_NOTED_AND_REPLY_NOT_SEALED(
      Errand.Kind.MESSAGE, Point.SEALED_REPLY_READY, Victim.PROCESSOR),
  SEALED_REPLY_CAME_AND_NOT_SENT(Errand.Kind.MESSAGE, Point.MESSAGE_ANSWERED, Victim.SERVER),
  REPLY_SENT_AND_MESSAGE_NOT_ACKNOWLEDGED(
      Errand.Kind.MESSAGE, Point.MESSAGE_REPLIED, Victim.DATABASE);

  private final Errand.Kind kind;
  private final Point point;
  private final Victim inBuild;

  Step(Errand.Kind kind, Point point, Victim inBuild) {
    this.kind = kind;
    this.point = point;
    this.inBuild = inBuild;
  }

  /** What is asked for when the kill comes. */
  Errand.Kind kind() {
    return kind;
  }

  Point point() {
    return point;
  }

  Victim inBuild() {
    return inBuild;
  }
}
