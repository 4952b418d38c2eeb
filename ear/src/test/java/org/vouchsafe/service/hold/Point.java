package org.vouchsafe.service.hold;

/**
 * A place in the program where a thread can be held. A place that is no longer there is noticed by
 * the test that waits for it.
 */
public enum Point {
  // In the server.
  JOB_COMMITTED(
      false, "org/vouchsafe/host/job/JobMessages", "lambda$sendAfterCommit$", "", At.ENTRY),
  JOB_MESSAGE_TAKEN(false, "org/vouchsafe/host/job/JobRunner", "run", "JobId;", At.ENTRY),
  PROVISION_BEGUN(false, "org/vouchsafe/host/environment/Workers", "provision", "", At.ENTRY),
  ATTEST_BEGUN(false, "org/vouchsafe/host/environment/Workers", "attest", "", At.ENTRY),
  AREA_ANSWERED(false, "org/vouchsafe/host/environment/Environment", "activated", "", At.ENTRY),
  WORK_DONE(false, "org/vouchsafe/host/job/Workbench", "done", "", At.EXIT),
  JOB_ENDED(false, "org/vouchsafe/host/job/JobEnds", "ended", "", At.ENTRY),
  FRAMES_ARRIVED(false, "org/vouchsafe/host/conveyance/Channels", "deliver", "", At.ENTRY),
  FRAMES_ANSWERED(false, "org/vouchsafe/web/channel/Frames", "encode", "", At.ENTRY),
  MESSAGE_ARRIVED(false, "org/vouchsafe/host/request/InvokeBean", "onMessage", "", At.ENTRY),
  MESSAGE_ANSWERED(false, "org/vouchsafe/host/request/Replies", "send", "", At.ENTRY),
  MESSAGE_REPLIED(false, "org/vouchsafe/host/request/Replies", "send", "", At.EXIT),

  // In a processor.
  AREA_MADE(true, "org/vouchsafe/processor/SecurityProcessor", "instantiate", "", At.EXIT),
  EVIDENCE_MADE(true, "org/vouchsafe/processor/area/Area", "attest", "", At.EXIT),
  REQUEST_OPENED(true, "org/vouchsafe/processor/area/Requests", "once", "", At.ENTRY),
  INVOCATION_WAITS(true, "org/vouchsafe/processor/area/Workload", "invoke", "", At.ENTRY),
  PROGRAM_READS(true, "org/vouchsafe/processor/area/InvokeStreams", "read", "", At.ENTRY),
  PROGRAM_ENDED(true, "org/vouchsafe/processor/area/Requests", "complete", "", At.ENTRY),
  REPLY_READY(true, "org/vouchsafe/processor/area/Conversation", "reply", "", At.ENTRY),
  SEALED_REPLY_READY(true, "org/vouchsafe/channel/message/ReceivedMessage", "reply", "", At.ENTRY);

  /** Before the method's first instruction, or after its last. */
  enum At {
    ENTRY,
    EXIT
  }

  private final boolean processor;
  private final String owner;
  private final String method;
  private final String parameters;
  private final At at;

  /**
   * @param owner internal name of the class
   * @param method the beginning of its name
   * @param parameters what its descriptor holds, where there are several of that name
   */
  Point(boolean processor, String owner, String method, String parameters, At at) {
    this.processor = processor;
    this.owner = owner;
    this.method = method;
    this.parameters = parameters;
    this.at = at;
  }

  /** Whether it is in a processor; else it is in the server. */
  public boolean inProcessor() {
    return processor;
  }

  String owner() {
    return owner;
  }

  boolean isIn(String name, String descriptor) {
    return name.startsWith(method) && descriptor.contains(parameters);
  }

  At at() {
    return at;
  }
}
