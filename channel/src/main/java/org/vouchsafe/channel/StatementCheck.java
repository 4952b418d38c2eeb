package org.vouchsafe.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;

/** Compares each field of a session statement with what the client has verified before. */
final class StatementCheck {
  private final List<Finding> findings = new ArrayList<>();

  private StatementCheck() {}

  /**
   * @param claims of the verified evidence; with a binding
   * @param lineage that the client expects
   * @param transcript TH2
   */
  static void require(
      Statement.Session statement, EvidenceClaims claims, Lineage lineage, Bytes transcript)
      throws RefusedException {
    StatementCheck check = new StatementCheck();
    check.equal(Code.STALE_NONCE, "transcript", transcript, statement.transcript());
    check.equal(
        Code.MEASUREMENT_MISMATCH,
        "activation state",
        claims.activationStateId(),
        statement.activationStateId());
    check.equal(
        Code.BINDING_MISMATCH,
        "environment",
        claims.environmentId(),
        Optional.of(statement.environmentId()));
    check.equal(
        Code.BINDING_MISMATCH, "binding", claims.binding(), Optional.of(statement.binding()));
    check.equal(Code.BINDING_MISMATCH, "lineage", lineage, statement.lineage());
    check.equal(
        Code.BINDING_MISMATCH, "authority", claims.authority(), Optional.of(statement.authority()));
    check.equal(Code.NOT_HOLDER, "instance", claims.instanceId(), statement.instanceId());
    check.equal(Code.PROGRAM_DIGEST, "program", claims.programDigest(), statement.programDigest());
    check.equal(Code.PROGRAM_DIGEST, "launch", claims.launchDigest(), statement.launchDigest());
    check.position(statement, claims, lineage);
    if (!check.findings.isEmpty()) {
      throw new RefusedException(check.findings);
    }
  }

  /**
   * A claim starts at epoch 1 with the genesis head; nothing else moves between M2 and M4 but seq.
   */
  private void position(Statement.Session statement, EvidenceClaims claims, Lineage lineage) {
    if (claims.lineage().isEmpty()) {
      Optional<Bytes> genesis = claims.environmentId().map(e -> head(lineage, e));
      equal(Code.NOT_HOLDER, "epoch after the claim", 1L, statement.epoch());
      equal(Code.NOT_HOLDER, "seq after the claim", 0L, statement.seq());
      equal(Code.NOT_HOLDER, "head after the claim", genesis, Optional.of(statement.head()));
      return;
    }
    equal(Code.NOT_HOLDER, "epoch", claims.epoch(), statement.epoch());
    if (statement.seq() < claims.seq()) {
      add(Code.NOT_HOLDER, "seq", "at least " + claims.seq(), "" + statement.seq());
    } else if (statement.seq() == claims.seq()) {
      equal(Code.NOT_HOLDER, "head", claims.head(), Optional.of(statement.head()));
    }
  }

  private static Bytes head(Lineage lineage, EnvironmentId environment) {
    return lineage.genesisHead(environment);
  }

  private void equal(Code code, String check, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      add(code, check + " in the session statement", text(expected), text(actual));
    }
  }

  private void add(Code code, String check, String expected, String actual) {
    findings.add(new Finding(code, check, expected, actual));
  }

  private static String text(Object value) {
    return value instanceof Optional<?> optional
        ? optional.map(Object::toString).orElse("none")
        : value.toString();
  }
}
