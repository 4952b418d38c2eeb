package org.vouchsafe.client.report;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Check;
import org.vouchsafe.attestation.verify.Freshness;
import org.vouchsafe.client.json.JsonObject;

/** The outcome of a verification, to be read. Evidence from a file is never called fresh. */
public sealed interface Verdict {
  /** It passed. */
  record Accepted(AttestationResult result) implements Verdict {}

  /** It did not, for at least one reason. */
  record Refused(List<Finding> findings) implements Verdict {
    public Refused {
      findings = List.copyOf(findings);
    }
  }

  static Verdict of(AttestationResult result) {
    return new Accepted(result);
  }

  static Verdict of(RefusedException refusal) {
    return new Refused(refusal.findings());
  }

  /** For people: a line for each check, then what it comes to. */
  default String text() {
    return switch (this) {
      case Accepted(AttestationResult result) -> text(result);
      case Refused(List<Finding> findings) -> text(findings);
    };
  }

  private static String text(AttestationResult result) {
    StringBuilder text = new StringBuilder();
    for (Check check : result.checks()) {
      text.append(check.passed() ? "  ok    " : "  note  ")
          .append(check.step())
          .append(": ")
          .append(check.name());
      if (check.expected().equals(check.actual())) {
        text.append("\n          ").append(check.actual());
      } else {
        text.append("\n          expected  ")
            .append(check.expected())
            .append("\n          actual    ")
            .append(check.actual());
      }
      text.append('\n');
    }
    return text.append('\n').append(summary(result)).toString();
  }

  private static String summary(AttestationResult result) {
    EvidenceClaims claims = result.claims();
    return (result.freshness() == Freshness.FRESH
            ? "verified: the evidence was made for this request"
            : "freshness not established: the evidence is authentic and fits the policy, but says"
                + " nothing about now")
        + "\nplatform           "
        + claims.platform()
        + (claims.platform().name().equals("software")
            ? " (UNPROTECTED: a development processor, which hides nothing from its host)"
            : "")
        + "\naudit              "
        + result.audit().map(Verdict::audit).orElse("none")
        + "\nactivationStateId  "
        + claims.activationStateId()
        + "\nenvironmentId      "
        + claims.environmentId().map(EnvironmentId::toString).orElse("none")
        + "\nprogram            "
        + claims.programDigest().map(Object::toString).orElse("none yet")
        + "\nstate              "
        + claims.state()
        + ", epoch "
        + claims.epoch();
  }

  private static String audit(AuditCertificate audit) {
    return audit.claims().levelName() + " by " + audit.issuer() + ", " + audit.validity();
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder("refused: " + findings.get(0).code().sentence());
    for (Finding finding : findings) {
      text.append("\n  ")
          .append(finding.code())
          .append("  ")
          .append(finding.check())
          .append("\n          expected  ")
          .append(finding.expected())
          .append("\n          actual    ")
          .append(finding.actual());
    }
    return text.toString();
  }

  /** For programs: {@code verdict} is accepted or refused. */
  default JsonObject json() {
    return switch (this) {
      case Accepted(AttestationResult result) -> json(result);
      case Refused(List<Finding> findings) ->
          JsonObject.build()
              .put("verdict", "refused")
              .put("code", findings.get(0).code().name())
              .put("findings", findings.stream().map(Verdict::finding).toList())
              .done();
    };
  }

  private static JsonObject json(AttestationResult result) {
    return JsonObject.build()
        .put("verdict", "accepted")
        .put("freshness", result.freshness() == Freshness.FRESH ? "fresh" : "not established")
        .put("claims", claims(result))
        .put(
            "chain",
            result.chain().stream()
                .map(
                    certificate ->
                        JsonObject.build()
                            .put("subject", certificate.subject())
                            .put("role", certificate.role().name())
                            .put("id", certificate.id().hex())
                            .put("notAfter", certificate.validity().notAfter().toString())
                            .done())
                .toList())
        .put("checks", result.checks().stream().map(Verdict::check).toList())
        .done();
  }

  /** What the evidence says, with names as in the evidence. */
  private static JsonObject claims(AttestationResult result) {
    EvidenceClaims claims = result.claims();
    return JsonObject.build()
        .put("platform", claims.platform().name())
        .put("deviceId", claims.deviceId().hex())
        .put("processorVersion", claims.processorVersion().text())
        .put("svn", claims.svn())
        .put("activationStateId", claims.activationStateId().hex())
        .put("environmentId", claims.environmentId().map(EnvironmentId::hex))
        .put("binding", claims.binding().map(Object::toString))
        .put("lineage", claims.lineage().map(Lineage::hex))
        .put("instanceId", claims.instanceId().hex())
        .put("state", claims.state().name())
        .put("epoch", claims.epoch())
        .put("seq", claims.seq())
        .put("head", claims.head().map(bytes -> bytes.hex()))
        .put("programDigest", claims.programDigest().map(bytes -> bytes.hex()))
        .put("launchDigest", claims.launchDigest().map(bytes -> bytes.hex()))
        .put("audit", result.audit().map(Verdict::audit))
        .done();
  }

  private static JsonObject check(Check check) {
    return JsonObject.build()
        .put("step", check.step())
        .put("check", check.name())
        .put("expected", check.expected())
        .put("actual", check.actual())
        .put("passed", check.passed())
        .done();
  }

  private static JsonObject finding(Finding finding) {
    return JsonObject.build()
        .put("code", finding.code().name())
        .put("check", finding.check())
        .put("expected", finding.expected())
        .put("actual", finding.actual())
        .done();
  }

  /** The result as it stands, when there is one. */
  default Optional<AttestationResult> accepted() {
    return this instanceof Accepted(AttestationResult result)
        ? Optional.of(result)
        : Optional.empty();
  }
}
