package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;

/** Steps 4 and 5: chain to anchor, roles. */
/** Step 4: chain to anchor. */
class VerifierChainTest {
  @Nested
  class Step4_chain {
    @Test
    void an_attestation_certificate_by_another_key() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attestation = Resigned.of(scenario.attestation).sign(p384());
      refused(Code.CHAIN_INVALID, "signature of Environment", scenario);
    }

    @Test
    void C14_a_signature_by_the_statement_key_under_evidence() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attestation = Resigned.of(scenario.attestation).sign(PROCESSOR.statementKey);
      refused(Code.CHAIN_INVALID, "signature of Environment", scenario);
    }

    @Test
    void a_statement_certificate_by_another_key() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statement = Resigned.of(scenario.statement).sign(p384());
      refused(Code.CHAIN_INVALID, "signature of Statements", scenario);
    }

    @Test
    void A05_a_statement_certificate_of_another_processor() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statement = AUTHORITY.processor().statementCertificate();
      refused(Code.CHAIN_INVALID, "signature of Statements", scenario);
    }

    @Test
    void A05_evidence_of_another_processor_with_this_one_s_certificate() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attestation = Resigned.of(scenario.attestation).sign(AUTHORITY.processor().key);
      refused(Code.CHAIN_INVALID, "signature of Environment", scenario);
    }

    @Test
    void a_processor_certificate_by_another_key() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.set(0, Resigned.of(scenario.chain.get(0)).sign(p384()));
      refused(Code.CHAIN_INVALID, "signature of DEVELOPMENT software processor", scenario);
    }

    @Test
    void an_intermediate_by_another_key() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.set(1, Resigned.of(scenario.chain.get(1)).sign(p384()));
      refused(Code.CHAIN_INVALID, "signature of DEVELOPMENT test intermediate", scenario);
    }

    @Test
    void C05_signatures_of_zeros_of_nothing_and_beyond_the_order() {
      String order =
          "00ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
              + "581a0db248b0a77aecec196accc52973";
      for (String signature :
          List.of(
              "",
              "3006020100020100",
              "3006020101020100",
              "3006020100020101",
              "3066" + "0231" + order + "0231" + order)) {
        Scenario scenario = Fixtures.madeToOrder();
        scenario.attestation =
            Resigned.of(scenario.attestation).withSignature(Bytes.fromHex(signature));
        refused(Code.CHAIN_INVALID, "signature of Environment", scenario);
      }
    }

    @Test
    void an_issuer_that_is_missing() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.remove(1);
      refused(Code.CHAIN_INVALID, "anchor", scenario);
    }

    @Test
    void a_root_that_the_policy_does_not_name() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Authority other = Authority.root("test root", true, p384(), serial(), LONG);
      scenario.policy = trusting(scenario, other.certificate().der());
      refused(Code.CHAIN_INVALID, "anchor", scenario);
      scenario.chain.add(AUTHORITY.root.certificate().der());
      refused(Code.CHAIN_INVALID, "anchor", scenario);
    }

    @Test
    void a_root_of_the_same_name_as_the_trusted_one() throws Exception {
      SigningKey key = p384();
      Authority fake = Authority.root("test root", true, key, serial(), LONG);
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.set(
          1,
          fake.certifyIntermediate(
                  "test intermediate", AUTHORITY.intermediateKey.publicKey(), serial(), LONG)
              .der());
      scenario.chain.add(fake.certificate().der());
      refused(Code.CHAIN_INVALID, "anchor", scenario);
    }

    @Test
    void a_root_beside_the_chain_is_fine_when_it_is_the_trusted_one() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.add(AUTHORITY.root.certificate().der());
      assertEquals(4, scenario.verify().chain().size());
    }

    @Test
    void a_certificate_that_belongs_to_no_chain() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.add(AUTHORITY.processor().certificate.certificate().der());
      refused(Code.CHAIN_INVALID, "place of", scenario);
    }

    @Test
    void a_chain_of_five_certificates_and_one_of_six() throws Exception {
      Scenario five = belowIntermediates(2);
      assertEquals(5, five.verify().chain().size());
      refused(Code.CHAIN_INVALID, "anchor", belowIntermediates(3));
    }

    @Test
    void an_authority_that_leads_back_to_itself() {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes loop =
          Resigned.of(scenario.chain.get(1))
              .issuedBy(scenario.chain.get(1))
              .sign(AUTHORITY.intermediateKey);
      scenario.chain.set(1, loop);
      refused(Code.CHAIN_INVALID, "anchor", scenario);
    }

    @Test
    void A15_a_processor_whose_clock_is_400_days_wrong() {
      for (int days : new int[] {-400, 400}) {
        Scenario scenario = Fixtures.madeToOrder();
        Instant there = NOW.plus(Duration.ofDays(days));
        scenario.certificate(c -> c.validity(there, there.plusSeconds(600)));
        String check = refused(Code.CHAIN_INVALID, "validity of Environment", scenario).check();
        assertTrue(check.contains("the processor's clock against yours"), check);
      }
    }

    @Test
    void A15_a_client_whose_clock_is_400_days_wrong() {
      for (int days : new int[] {-400, 400}) {
        Scenario scenario = Fixtures.madeToOrder();
        scenario.certificate(
            c -> c.validity(NOW.minus(Duration.ofDays(500)), NOW.plus(Duration.ofDays(500))));
        scenario.statement(
            c -> c.validity(NOW.minus(Duration.ofDays(500)), NOW.plus(Duration.ofDays(500))));
        scenario.now = NOW.plus(Duration.ofDays(days));
        String check =
            refused(Code.CHAIN_INVALID, "validity of DEVELOPMENT software", scenario).check();
        assertTrue(check.contains("the authority's dates against your clock"), check);
      }
    }

    @Test
    void the_window_of_every_certificate_is_kept() {
      Instant past = NOW.minusSeconds(1);
      assertWindow("Environment", s -> s.certificate(c -> c.validity(NOW.minusSeconds(9), past)));
      assertWindow("Statements", s -> s.statement(c -> c.validity(NOW.minusSeconds(9), past)));
      assertWindow(
          "software processor",
          s -> s.processorCertificate(c -> c.validity(NOW.minusSeconds(9), past)));
      assertWindow("intermediate", s -> s.intermediate(c -> c.validity(NOW.minusSeconds(9), past)));
    }

    @Test
    void the_last_second_counts_and_two_minutes_of_skew_at_the_beginning() throws Exception {
      Fixtures.madeToOrder().certificate(c -> c.validity(NOW.minusSeconds(9), NOW)).verify();
      Fixtures.madeToOrder()
          .certificate(c -> c.validity(NOW.plusSeconds(120), NOW.plusSeconds(600)))
          .verify();
      refused(
          Code.CHAIN_INVALID,
          "validity",
          Fixtures.madeToOrder()
              .certificate(c -> c.validity(NOW.plusSeconds(121), NOW.plusSeconds(600))));
    }

    @Test
    void an_old_root_after_its_end() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes ended =
          Resigned.of(AUTHORITY.root.certificate().der())
              .validity(NOW.minusSeconds(9), NOW.minusSeconds(1))
              .sign(AUTHORITY.rootKey);
      scenario.policy = trusting(scenario, ended);
      refused(Code.CHAIN_INVALID, "validity of DEVELOPMENT test root", scenario);
    }

    @Test
    void a_processor_key_known_beforehand_needs_no_root() throws Exception {
      Scenario scenario = pinned(Fixtures.madeToOrder());
      scenario.lists.clear();
      assertEquals(3, scenario.verify().chain().size());
      scenario.chain.remove(1);
      assertEquals(2, scenario.verify().chain().size());
    }

    @Test
    void another_processor_key_than_the_known_one() {
      Scenario scenario = pinned(Scenario.madeToOrder(AUTHORITY, AUTHORITY.processor()));
      scenario.lists.clear();
      refused(Code.CHAIN_INVALID, "anchor", scenario);
    }

    @Test
    void a_forged_certificate_around_the_known_key_is_seen() {
      Scenario scenario = pinned(Fixtures.madeToOrder());
      scenario.lists.clear();
      scenario.chain.set(0, Resigned.of(scenario.chain.get(0)).sign(p384()));
      refused(Code.CHAIN_INVALID, "signature of DEVELOPMENT software", scenario);
    }

    @Test
    void a_further_certificate_of_the_same_key_is_verified_as_well() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes second =
          AUTHORITY
              .intermediate
              .certifyProcessor(PROCESSOR.claims, PROCESSOR.key.publicKey(), serial(), LONG)
              .der();
      scenario.chain.add(second);
      scenario.verify();
      scenario.chain.set(2, Resigned.of(second).sign(p384()));
      refused(Code.CHAIN_INVALID, "signature of DEVELOPMENT software", scenario);
    }
  }

  private static void assertWindow(String subject, UnaryOperator<Scenario> change) {
    refused(Code.CHAIN_INVALID, subject, change.apply(Fixtures.madeToOrder()));
  }

  private static Scenario pinned(Scenario scenario) {
    scenario.policy =
        Policy.builder()
            .processor(PROCESSOR.key.publicKey().id())
            .acceptUnprotectedDevelopmentProcessor()
            .minimumVersion(PROCESSOR.claims.version())
            .minimumSvn(1)
            .maxStatusAge(Duration.ofDays(2))
            .requireAudit(0, Duration.ofDays(2))
            .auditor(AUTHORITY.auditorKey.publicKey())
            .referenceValues(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
    return scenario;
  }

  /** The scenario's policy with another root. */
  private static Policy.Builder trusting(Scenario scenario, Bytes root) throws Exception {
    return Policy.builder()
        .root(root)
        .acceptUnprotectedDevelopmentProcessor()
        .minimumVersion(PROCESSOR.claims.version())
        .minimumSvn(1)
        .maxStatusAge(Duration.ofDays(2))
        .ignoreAudits("a test of chains")
        .referenceValues(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
  }

  /** The processor below {@code count} intermediates, none of which limits the path. */
  private static Scenario belowIntermediates(int count) throws Exception {
    Scenario scenario = Fixtures.madeToOrder();
    scenario.policy.ignoreAudits("a test of chains");
    Bytes processor = scenario.chain.get(0);
    scenario.chain.clear();
    scenario.lists.clear();
    Authority last = AUTHORITY.root;
    SigningKey lastKey = AUTHORITY.rootKey;
    scenario.lists.add(AUTHORITY.emptyList(last));
    for (int i = 0; i < count; i++) {
      SigningKey key = p384();
      Bytes next =
          Resigned.of(
                  AUTHORITY
                      .root
                      .certifyIntermediate("step " + i, key.publicKey(), serial(), LONG)
                      .der())
              .issuedBy(last.certificate().der())
              .replace(Extension.basicConstraints, true, new BasicConstraints(3))
              .sign(lastKey);
      scenario.chain.add(0, next);
      last = new Authority(key, Certificate.parse(next));
      lastKey = key;
      scenario.lists.add(AUTHORITY.emptyList(last));
    }
    Bytes below = Resigned.of(processor).issuedBy(last.certificate().der()).sign(lastKey);
    scenario.chain.add(0, below);
    return scenario;
  }
}
