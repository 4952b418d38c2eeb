package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.random;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.StatusStatement.Status;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** Steps 6 and 7: revocation with the age of status, and audit. */
/** Step 6: revocation, with the age of status. */
class VerifierStatusTest {
  private static final Certificate CERTIFICATE = PROCESSOR.certificate.certificate();
  private static final Duration DAY = Duration.ofDays(1);

  @Nested
  class Step6_revocation {
    @Test
    void a_processor_that_its_authority_has_revoked() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.set(
          1, AUTHORITY.list(AUTHORITY.intermediate, 8, NOW, Map.of(CERTIFICATE.serial(), NOW)));
      refused(Code.REVOKED, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void an_intermediate_that_the_root_has_revoked() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.set(
          0,
          AUTHORITY.list(
              AUTHORITY.root, 8, NOW, Map.of(AUTHORITY.intermediate.certificate().serial(), NOW)));
      refused(Code.REVOKED, "intermediate", scenario);
    }

    @Test
    void a_serial_number_of_another_authority_revokes_nothing() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.set(
          0, AUTHORITY.list(AUTHORITY.root, 8, NOW, Map.of(CERTIFICATE.serial(), NOW)));
      scenario.verify();
    }

    @Test
    void C13_status_is_withheld() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.remove(1);
      refused(Code.STATUS_TOO_OLD, "DEVELOPMENT software processor", scenario);
      Scenario other = Fixtures.madeToOrder();
      other.lists.remove(0);
      refused(Code.STATUS_TOO_OLD, "intermediate", other);
    }

    @Test
    void C13_a_list_that_is_older_than_the_policy_allows() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Instant limit = NOW.minus(Duration.ofDays(2));
      scenario.lists.set(1, AUTHORITY.list(AUTHORITY.intermediate, 7, limit, Map.of()));
      scenario.verify();
      scenario.lists.set(
          1, AUTHORITY.list(AUTHORITY.intermediate, 7, limit.minusSeconds(1), Map.of()));
      refused(Code.STATUS_TOO_OLD, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void an_old_list_that_revokes_still_does() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.add(
          AUTHORITY.list(
              AUTHORITY.intermediate,
              6,
              NOW.minus(Duration.ofDays(40)),
              Map.of(CERTIFICATE.serial(), NOW)));
      refused(Code.REVOKED, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void a_list_past_its_next_update() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.set(
          1, AUTHORITY.intermediate.revocationList(7, NOW.minusSeconds(60), NOW, Map.of()));
      scenario.verify();
      scenario.lists.set(
          1,
          AUTHORITY.intermediate.revocationList(
              7, NOW.minusSeconds(60), NOW.minusSeconds(1), Map.of()));
      refused(Code.STATUS_TOO_OLD, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void a_list_from_the_future_says_which_clocks() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.set(
          1, AUTHORITY.list(AUTHORITY.intermediate, 7, NOW.plusSeconds(120), Map.of()));
      scenario.verify();
      scenario.lists.set(
          1, AUTHORITY.list(AUTHORITY.intermediate, 7, NOW.plusSeconds(121), Map.of()));
      refused(Code.STATUS_TOO_OLD, "the issuer's clock against yours", scenario);
    }

    @Test
    void a_list_by_another_key_under_the_authority_s_name() {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes list = scenario.lists.get(1);
      byte[] forged = list.toArray();
      forged[forged.length - 1] ^= 1;
      scenario.lists.set(1, Bytes.copyOf(forged));
      refused(Code.CHAIN_INVALID, "signature of the revocation list", scenario);
    }

    @Test
    void a_list_by_somebody_unknown() {
      Scenario scenario = Fixtures.madeToOrder();
      TestAuthority other = new TestAuthority();
      scenario.lists.add(other.emptyList(other.root));
      refused(Code.CHAIN_INVALID, "signature of the revocation list", scenario);
    }

    @Test
    void a_number_below_one_that_was_seen_before() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Map<String, Long> seen = scenario.verify().highestNumbers();
      scenario.policy.highestNumbers(seen);
      assertEquals(seen, scenario.verify().highestNumbers());
      scenario.lists.set(1, AUTHORITY.list(AUTHORITY.intermediate, 6, NOW, Map.of()));
      refused(Code.STATUS_TOO_OLD, "number of the revocation list", scenario);
      scenario.lists.set(1, AUTHORITY.list(AUTHORITY.intermediate, 9, NOW, Map.of()));
      assertTrue(scenario.verify().highestNumbers().containsValue(9L));
    }

    @Test
    void a_status_of_the_certificate_stands_in_for_a_list() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.remove(1);
      scenario.statuses.add(status(Status.GOOD, NOW.minus(DAY), Optional.empty()));
      scenario.verify();
      scenario.statuses.set(1, status(Status.REVOKED, NOW.minus(DAY), Optional.empty()));
      refused(Code.REVOKED, "DEVELOPMENT software processor", scenario);
      scenario.statuses.set(
          1, status(Status.GOOD, NOW.minus(Duration.ofDays(3)), Optional.empty()));
      refused(Code.STATUS_TOO_OLD, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void a_status_by_an_authority_that_did_not_issue_the_certificate() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.remove(1);
      scenario.statuses.add(
          AUTHORITY.root.status(CERTIFICATE, Status.GOOD, 1, NOW, Optional.empty()));
      refused(Code.STATUS_TOO_OLD, "DEVELOPMENT software processor", scenario);
    }

    @Test
    void an_answer_to_this_client_s_nonce_is_fresh_whatever_the_clocks_say() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.lists.remove(1);
      for (int days : new int[] {-400, 400}) {
        scenario.statuses.add(
            status(
                Status.GOOD,
                NOW.plus(Duration.ofDays(days)),
                Optional.of(scenario.hello.nonceC())));
        scenario.verify();
        refused(Code.STATUS_TOO_OLD, "", scenario::verifyOffline);
        scenario.statuses.set(
            1, status(Status.GOOD, NOW.plus(Duration.ofDays(days)), Optional.of(random(32))));
        refused(Code.STATUS_TOO_OLD, "", scenario);
        scenario.statuses.remove(1);
      }
    }

    @Test
    void A08_a_device_that_was_revoked_whatever_keys_it_has_now() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      DeviceId device = PROCESSOR.claims.deviceId();
      scenario.statuses.add(AUTHORITY.root.status(device, Status.GOOD, 1, NOW, Optional.empty()));
      scenario.verify();
      scenario.statuses.set(
          1, AUTHORITY.root.status(device, Status.REVOKED, 2, NOW, Optional.empty()));
      refused(Code.REVOKED, "status of the device", scenario);
      scenario.statuses.set(
          1,
          AUTHORITY.root.status(
              new DeviceId(random(48)), Status.REVOKED, 2, NOW, Optional.empty()));
      scenario.verify();
    }

    @Test
    void C14_an_auditor_that_speaks_about_certificates_and_an_authority_about_audits() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statuses.add(
          new StatusStatement(
                  AUTHORITY.auditorKey.publicKey().id(),
                  StatusStatement.Kind.CERTIFICATE,
                  CERTIFICATE.id(),
                  Status.GOOD,
                  1,
                  NOW,
                  Optional.empty())
              .sign(AUTHORITY.auditorKey));
      refused(Code.WRONG_ROLE, "status of a certificate", scenario);
      scenario.statuses.set(
          1,
          new StatusStatement(
                  AUTHORITY.rootKey.publicKey().id(),
                  StatusStatement.Kind.AUDIT,
                  scenario.audit.id(),
                  Status.GOOD,
                  1,
                  NOW,
                  Optional.empty())
              .sign(AUTHORITY.rootKey));
      refused(Code.WRONG_ROLE, "status of an audit", scenario);
    }

    @Test
    void a_status_by_an_unknown_key_and_one_with_a_broken_signature() {
      Scenario scenario = Fixtures.madeToOrder();
      SigningKey other = p384();
      scenario.statuses.add(
          new StatusStatement(
                  other.publicKey().id(),
                  StatusStatement.Kind.CERTIFICATE,
                  CERTIFICATE.id(),
                  Status.GOOD,
                  4,
                  NOW,
                  Optional.empty())
              .sign(other));
      refused(Code.CHAIN_INVALID, "signature of the status", scenario);
      byte[] forged = scenario.statuses.get(0).toArray();
      forged[forged.length - 1] ^= 1;
      scenario.statuses.set(1, Bytes.copyOf(forged));
      refused(Code.CHAIN_INVALID, "signature of the status", scenario);
    }

    private Bytes status(Status status, Instant thisUpdate, Optional<Bytes> nonce) {
      return AUTHORITY.intermediate.status(CERTIFICATE, status, 5, thisUpdate, nonce);
    }
  }
}
