package org.vouchsafe.attestation.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Step "audit": does an auditor whom the policy accepts vouch for this device, now, and to the
 * level that is asked for? One good audit is enough; when there is none, each says what is wrong
 * with it.
 */
final class Audits {
  private final Chains chains;
  private final Revocation revocation;
  private final Policy policy;
  private final VerifiedSignatures signatures;
  private final Instant now;
  private final Checks checks;
  private final DeviceId device;

  Audits(
      Chains chains,
      Revocation revocation,
      Policy policy,
      VerifiedSignatures signatures,
      Instant now,
      Checks checks) {
    this.chains = chains;
    this.revocation = revocation;
    this.policy = policy;
    this.signatures = signatures;
    this.now = now;
    this.checks = checks;
    this.device = chains.evidence().processor().claims().deviceId();
  }

  /** The best audit that is good. */
  Optional<AuditCertificate> find() throws RefusedException {
    checks.step("audit");
    return switch (policy.auditRule()) {
      case Policy.Ignored(String reason) -> {
        checks.note(false, "audit", "not looked at", "by your policy: " + reason);
        yield Optional.empty();
      }
      case Policy.Required(int level, Duration age) -> {
        Optional<AuditCertificate> good = best(level, age);
        if (chains.evidence().audits().isEmpty()) {
          checks.policy(
              false, Code.AUDIT_MISSING, "audit of " + device, "L" + level + " or higher", "none");
        }
        yield good;
      }
      case Policy.Voluntary(Duration age) -> {
        Optional<AuditCertificate> good = best(0, age);
        if (chains.evidence().audits().isEmpty()) {
          checks.note(false, "audit of " + device, "none needed by your policy", "none");
        }
        yield good;
      }
    };
  }

  private Optional<AuditCertificate> best(int level, Duration age) throws RefusedException {
    List<AuditCertificate> good = new ArrayList<>();
    List<Finding> wrong = new ArrayList<>();
    for (AuditCertificate audit : chains.evidence().audits()) {
      List<Finding> findings = judge(audit, level, age);
      if (findings.isEmpty()) {
        good.add(audit);
        checks.note(
            true,
            "audit by " + audit.issuer(),
            "L" + level + " or higher",
            audit.claims().levelName() + ", " + audit.validity());
      }
      wrong.addAll(findings);
    }
    for (Finding finding : wrong) {
      if (good.isEmpty()) {
        checks.fail(finding);
      } else {
        checks.note(false, finding.check(), finding.expected(), finding.actual());
      }
    }
    return good.stream().max(Comparator.comparingInt(audit -> audit.claims().level()));
  }

  private List<Finding> judge(AuditCertificate audit, int level, Duration age)
      throws RefusedException {
    Optional<VerifyingKey> auditor = revocation.auditors().filter(audit::names).findFirst();
    if (auditor.isEmpty()) {
      return List.of(
          new Finding(
              Code.AUDIT_MISSING,
              "auditor",
              "one of the policy's",
              audit.issuer() + ", whose key your policy does not name"));
    }
    checks.authenticFact(
        signatures.verifies(auditor.get(), audit.der(), audit::isSignedBy),
        Code.CHAIN_INVALID,
        "signature of the audit by " + audit.issuer(),
        "one by key " + auditor.get().id(),
        "another");
    List<Finding> findings = new ArrayList<>();
    require(
        findings,
        audit.device().equals(device),
        Code.AUDIT_SUBJECT,
        "device",
        device.hex(),
        audit.device().hex());
    boolean begun = !audit.validity().notBefore().isAfter(now.plus(policy.clockSkew()));
    require(
        findings,
        begun && !audit.validity().notAfter().isBefore(now),
        Code.AUDIT_EXPIRED,
        "period (the auditor's dates against your clock)",
        audit.validity().toString(),
        now.toString());
    require(
        findings,
        audit.claims().level() >= level,
        Code.AUDIT_LEVEL,
        "level",
        "L" + level + " or higher",
        audit.claims().levelName());
    status(findings, audit, auditor.get(), age);
    return findings;
  }

  private void status(
      List<Finding> findings, AuditCertificate audit, VerifyingKey auditor, Duration age) {
    Optional<StatusStatement> status = revocation.auditStatus(audit.id(), auditor.id());
    require(
        findings,
        status.filter(s -> s.status() != StatusStatement.Status.GOOD).isEmpty(),
        Code.AUDIT_WITHDRAWN,
        "status",
        "good",
        status.map(s -> s.status() + " since " + s.thisUpdate()).orElse("none"));
    require(
        findings,
        status.filter(s -> revocation.isRecent(s, age)).isPresent(),
        Code.STATUS_TOO_OLD,
        "age of its status",
        "at most " + age + " at " + now + " by your clock",
        status.map(s -> "statement of " + s.thisUpdate()).orElse("none was presented"));
  }

  private static void require(
      List<Finding> findings,
      boolean passed,
      Code code,
      String check,
      String expected,
      String actual) {
    if (!passed) {
      findings.add(new Finding(code, check + " of the audit", expected, actual));
    }
  }
}
