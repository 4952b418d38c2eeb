package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.auditClaims;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.random;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.StatusStatement.Status;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** Steps 6 and 7: revocation with the age of status, and audit. */
/** Step 7: audit. */
class VerifierAuditTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Nested
  class Step7_audit {
    @Test
    void A08_no_audit_of_a_genuine_processor() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.audits.clear();
      refused(Code.AUDIT_MISSING, "audit of", scenario);
    }

    @Test
    void C11_an_auditor_that_the_policy_does_not_name() {
      SigningKey key = p384();
      Scenario scenario = Fixtures.madeToOrder();
      AuditCertificate audit =
          Auditor.named("test auditor", key)
              .audit(PROCESSOR.claims.deviceId(), auditClaims(5), serial(), LONG);
      replaceAudit(scenario, audit);
      scenario.statuses.clear();
      refused(Code.AUDIT_MISSING, "auditor", scenario);
    }

    @Test
    void C11_the_auditor_s_name_and_serial_number_over_another_key() {
      Scenario scenario = Fixtures.madeToOrder();
      byte[] forged = scenario.audit.der().toArray();
      forged[forged.length - 1] ^= 1;
      scenario.audits.set(0, Bytes.copyOf(forged));
      refused(Code.CHAIN_INVALID, "signature of the audit", scenario);
    }

    @Test
    void C11_an_audit_of_another_device_and_a_device_whose_identity_changed() {
      Scenario scenario = Fixtures.madeToOrder();
      replaceAudit(scenario, AUTHORITY.audit(new DeviceId(random(48)), 3));
      refused(Code.AUDIT_SUBJECT, "device", scenario);
    }

    @Test
    void C11_an_audit_that_is_over_or_has_not_begun() throws Exception {
      assertPeriod(NOW.minus(DAY), NOW.minusSeconds(1), false);
      assertPeriod(NOW.minus(DAY), NOW, true);
      assertPeriod(NOW.plusSeconds(120), NOW.plus(DAY), true);
      assertPeriod(NOW.plusSeconds(121), NOW.plus(DAY), false);
    }

    @Test
    void C11_an_audit_below_the_level() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.requireAudit(2, DAY);
      refused(Code.AUDIT_LEVEL, "level", scenario);
      replaceAudit(scenario, AUTHORITY.audit(PROCESSOR.claims.deviceId(), 2));
      assertEquals(2, scenario.verify().audit().orElseThrow().claims().level());
    }

    @Test
    void C11_an_audit_that_was_withdrawn() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statuses.set(
          0, AUTHORITY.auditor.status(scenario.audit, Status.WITHDRAWN, 4, NOW, Optional.empty()));
      refused(Code.AUDIT_WITHDRAWN, "status of the audit", scenario);
    }

    @Test
    void of_two_statements_the_later_one_counts() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statuses.add(
          0, AUTHORITY.auditor.status(scenario.audit, Status.WITHDRAWN, 4, NOW, Optional.empty()));
      refused(Code.AUDIT_WITHDRAWN, "status of the audit", scenario);
    }

    @Test
    void C13_the_auditor_s_status_is_withheld_or_old() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statuses.clear();
      refused(Code.STATUS_TOO_OLD, "age of its status", scenario);
      scenario.statuses.add(good(scenario, NOW.minus(Duration.ofDays(2))));
      scenario.verify();
      scenario.statuses.set(0, good(scenario, NOW.minus(Duration.ofDays(2)).minusSeconds(1)));
      refused(Code.STATUS_TOO_OLD, "age of its status", scenario);
    }

    @Test
    void a_good_status_of_another_audit_does_not_help() {
      Scenario scenario = Fixtures.madeToOrder();
      AuditCertificate other = AUTHORITY.audit(PROCESSOR.claims.deviceId(), 0);
      scenario.statuses.set(0, AUTHORITY.goodStatus(other));
      refused(Code.STATUS_TOO_OLD, "age of its status", scenario);
    }

    @Test
    void a_good_status_by_another_accepted_auditor_does_not_help() {
      SigningKey key = p384();
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.auditor(key.publicKey());
      scenario.statuses.set(
          0,
          Auditor.named("other", key)
              .status(scenario.audit, Status.GOOD, 9, NOW, Optional.empty()));
      refused(Code.STATUS_TOO_OLD, "age of its status", scenario);
    }

    @Test
    void one_good_audit_is_enough_and_the_best_is_named() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.audits.add(AUTHORITY.audit(new DeviceId(random(48)), 9).der());
      AuditCertificate better = AUTHORITY.audit(PROCESSOR.claims.deviceId(), 4);
      scenario.audits.add(0, better.der());
      scenario.statuses.add(AUTHORITY.goodStatus(better));
      AttestationResult result = scenario.verify();
      assertEquals(better.der(), result.audit().orElseThrow().der());
      assertTrue(
          result.checks().stream().anyMatch(c -> c.step().equals("audit") && !c.passed()),
          "the other device's audit is shown");
    }

    @Test
    void an_auditor_by_certificate() throws Exception {
      SigningKey key = p384();
      Certificate certificate =
          AUTHORITY.intermediate.certifyAuditor("certified", key.publicKey(), serial(), LONG);
      Auditor auditor = Auditor.certified(certificate, key);
      AuditCertificate audit =
          auditor.audit(PROCESSOR.claims.deviceId(), auditClaims(1), serial(), LONG);
      Scenario scenario = Fixtures.madeToOrder();
      replaceAudit(scenario, audit);
      scenario.statuses.set(0, auditor.status(audit, Status.GOOD, 1, NOW, Optional.empty()));
      scenario.chain.add(certificate.der());
      scenario.policy.auditorRoot(AUTHORITY.root.certificate().der());
      assertEquals(audit.der(), scenario.verify().audit().orElseThrow().der());
      scenario.lists.set(
          1, AUTHORITY.list(AUTHORITY.intermediate, 8, NOW, Map.of(certificate.serial(), NOW)));
      refused(Code.REVOKED, "status of certified", scenario);
    }

    @Test
    void auditors_whom_the_policy_does_not_know_count_for_nothing() throws Exception {
      SigningKey key = p384();
      TestAuthority elsewhere = new TestAuthority();
      Certificate certificate =
          elsewhere.intermediate.certifyAuditor("stranger", key.publicKey(), serial(), LONG);
      Auditor stranger = Auditor.certified(certificate, key);
      AuditCertificate audit =
          stranger.audit(PROCESSOR.claims.deviceId(), auditClaims(9), serial(), LONG);
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.add(certificate.der());
      scenario.chain.add(elsewhere.intermediate.certificate().der());
      scenario.audits.add(audit.der());
      scenario.statuses.add(stranger.status(audit, Status.WITHDRAWN, 1, NOW, Optional.empty()));
      AttestationResult result = scenario.verify();
      assertEquals(scenario.audit.der(), result.audit().orElseThrow().der());
      assertEquals(3, result.checks().stream().filter(c -> !c.passed()).count());
      scenario.audits.remove(0);
      refused(Code.AUDIT_MISSING, "auditor", scenario);
    }

    @Test
    void an_optional_audit_may_be_missing_but_not_bad() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.auditOptional(DAY);
      assertTrue(scenario.verify().audit().isPresent());
      scenario.statuses.clear();
      refused(Code.STATUS_TOO_OLD, "age of its status", scenario);
      scenario.audits.clear();
      assertTrue(scenario.verify().audit().isEmpty());
    }

    @Test
    void ignored_audits_are_not_looked_at_and_the_result_says_so() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.ignoreAudits("for a test");
      scenario.audits.set(0, AUTHORITY.audit(new DeviceId(random(48)), 0).der());
      AttestationResult result = scenario.verify();
      assertTrue(result.audit().isEmpty());
      assertEquals(
          List.of("by your policy: for a test"),
          result.checks().stream()
              .filter(c -> c.step().equals("audit") && !c.passed())
              .map(Check::actual)
              .toList());
    }

    private Bytes good(Scenario scenario, Instant thisUpdate) {
      return AUTHORITY.auditor.status(scenario.audit, Status.GOOD, 3, thisUpdate, Optional.empty());
    }

    private void assertPeriod(Instant from, Instant to, boolean good) throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      replaceAudit(
          scenario,
          AUTHORITY.auditor.audit(
              PROCESSOR.claims.deviceId(), auditClaims(0), serial(), new Validity(from, to)));
      if (good) {
        scenario.verify();
      } else {
        String check = refused(Code.AUDIT_EXPIRED, "period", scenario).check();
        assertTrue(check.contains("the auditor's dates against your clock"), check);
      }
    }

    private void replaceAudit(Scenario scenario, AuditCertificate audit) {
      scenario.audits.set(0, audit.der());
      scenario.statuses.set(0, AUTHORITY.goodStatus(audit));
    }
  }
}
