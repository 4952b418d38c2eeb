package org.vouchsafe.channel;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.Lineage;

/** Session statements that differ from another in one place. */
final class Statements {
  private Statements() {}

  static Statement.Session with(Lineage lineage, Bytes transcript) {
    Statement.Session any = SessionPair.statement(transcript, 1);
    return new Statement.Session(
        any.activationStateId(),
        any.environmentId(),
        any.binding(),
        lineage,
        any.instanceId(),
        any.state(),
        any.epoch(),
        any.seq(),
        any.head(),
        any.programDigest(),
        any.launchDigest(),
        any.authority(),
        transcript);
  }
}
