package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** What passes, and the first steps: parsing, versions, freshness. The others are beside it. */
class VerifierTest {
  @Nested
  class What_passes {
    @Test
    void an_environment_made_to_order_that_is_about_to_be_claimed() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      assertSame(scenario, scenario.verify(), Freshness.FRESH);
    }

    @Test
    void a_pooled_area_that_attests_the_proposed_binding() throws Exception {
      Scenario scenario = Fixtures.pooled();
      assertSame(scenario, scenario.verify(), Freshness.FRESH);
    }

    @Test
    void a_claimed_environment() throws Exception {
      Scenario scenario = Fixtures.claimed();
      assertSame(scenario, scenario.verify(), Freshness.FRESH);
    }

    @Test
    void a_bundle_passes_without_freshness_and_says_so() throws Exception {
      for (Scenario scenario :
          List.of(Fixtures.madeToOrder(), Fixtures.pooled(), Fixtures.claimed())) {
        AttestationResult result = scenario.verifyOffline();
        assertSame(scenario, result, Freshness.NOT_ESTABLISHED);
        assertTrue(
            result.checks().stream().anyMatch(c -> c.step().equals("freshness") && !c.passed()),
            "a check that did not pass is shown");
      }
    }

    @Test
    void the_steps_come_in_the_order_of_the_specification() throws Exception {
      List<String> steps =
          Fixtures.claimed().verify().checks().stream()
              .map(Check::step)
              .distinct()
              .collect(Collectors.toList());
      assertEquals(
          List.of(
              "versions",
              "freshness",
              "chain",
              "roles",
              "revocation",
              "audit",
              "platform",
              "version",
              "evidence",
              "state",
              "reference values",
              "binding",
              "lineage"),
          steps);
    }

    @Test
    void a_verifier_that_has_seen_the_chain_judges_the_time_again() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Verifier verifier = new Verifier(scenario.policy.build());
      verifier.verify(scenario.hello, scenario.m2(), scenario.endorsements(), scenario.now);
      refused(
          Code.CHAIN_INVALID,
          "validity",
          () ->
              verifier.verify(
                  scenario.hello,
                  scenario.m2(),
                  scenario.endorsements(),
                  scenario.now.plusSeconds(601)));
    }

    @Test
    void a_verifier_that_has_seen_the_chain_still_sees_a_forged_one() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Verifier verifier = new Verifier(scenario.policy.build());
      verifier.verify(scenario.hello, scenario.m2(), scenario.endorsements(), scenario.now);
      scenario.chain.set(0, Resigned.of(scenario.chain.get(0)).serial(99).sign(AUTHORITY.rootKey));
      for (int i = 0; i < 2; i++) {
        refused(
            Code.CHAIN_INVALID,
            "signature",
            () ->
                verifier.verify(
                    scenario.hello, scenario.m2(), scenario.endorsements(), scenario.now));
      }
    }

    private void assertSame(Scenario scenario, AttestationResult result, Freshness freshness) {
      assertEquals(freshness, result.freshness());
      assertEquals(scenario.claims, result.claims());
      assertEquals(scenario.channelKey, result.channelKey());
      assertEquals(PROCESSOR.instanceKey.publicKey(), result.instanceKey());
      assertEquals(PROCESSOR.statementKey.publicKey(), result.statementKey());
      assertEquals(PROCESSOR.claims, result.processor());
      assertEquals(scenario.hello, result.hello());
      assertEquals(scenario.hello.encode(), result.m1());
      assertEquals(scenario.m2(), result.m2());
      assertEquals(scenario.audit.der(), result.audit().orElseThrow().der());
      assertEquals(
          List.of(
              scenario.attestation,
              scenario.chain.get(0),
              scenario.chain.get(1),
              AUTHORITY.root.certificate().der()),
          result.chain().stream().map(c -> c.der()).toList());
      assertEquals(3, result.highestNumbers().size());
    }
  }

  @Nested
  class Step1_everything_is_parsed {
    @Test
    void A09_empty_evidence() {
      malformed("evidence", Fixtures.madeToOrder().content(Bytes.EMPTY));
    }

    @Test
    void A09_evidence_without_a_nonce() {
      malformed("nonceE", Fixtures.madeToOrder().evidence("nonceE", Cbor.of(Bytes.EMPTY)));
      malformed("nonceE", Fixtures.madeToOrder().evidence("nonceE", Cbor.none()));
    }

    @Test
    void A09_evidence_without_a_digest_of_the_hello() {
      malformed("helloDigest", Fixtures.madeToOrder().evidence("helloDigest", Cbor.none()));
    }

    @Test
    void A09_no_evidence_extension() {
      malformed("missing", Fixtures.madeToOrder().certificate(c -> c.without(Known.EVIDENCE)));
    }

    @Test
    void C03_two_evidence_extensions() {
      malformed("", Fixtures.madeToOrder().certificate(c -> c.twice(Known.EVIDENCE)));
    }

    @Test
    void C03_evidence_that_is_not_critical() {
      malformed("not critical", Fixtures.madeToOrder().certificate(c -> c.flip(Known.EVIDENCE)));
    }

    @Test
    void a_field_that_is_not_in_the_specification() {
      malformed("unknown", Fixtures.madeToOrder().evidence("extra", Cbor.of(1)));
    }

    @Test
    void A13_a_statement_in_the_place_of_evidence() {
      malformed("role", Fixtures.madeToOrder().evidence("role", Cbor.of("session")));
    }

    @Test
    void garbage_in_each_place() {
      Bytes garbage = Bytes.of(0x30, 0x01, 0x00);
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attestation = garbage;
      malformed("certificate", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.statement = garbage;
      malformed("certificate", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.chain.add(garbage);
      malformed("certificate", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.audits.add(garbage);
      malformed("audit", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.lists.add(garbage);
      malformed("revocation list", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.statuses.add(garbage);
      malformed("status", scenario);
    }

    @Test
    void a_hello_that_proposes_what_is_no_parameters() {
      Scenario scenario = Fixtures.pooled();
      scenario.hello =
          scenario.hello(
              ClientHello.Mode.CLAIM,
              Optional.of(new ClientHello.Bind(scenario.owner.publicKey().spki(), Bytes.of(1))));
      malformed("parameters", scenario);
    }

    @Test
    void the_issuer_is_not_among_what_was_presented() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.remove(0);
      refused(Code.CHAIN_INVALID, "issuer of the attestation certificate", scenario);
      scenario.chain.clear();
      refused(Code.CHAIN_INVALID, "issuer of the attestation certificate", scenario);
    }
  }

  @Nested
  class Step2_versions {
    @Test
    void a_later_version_of_evidence_is_called_that() {
      Scenario scenario = Fixtures.madeToOrder().evidence("v", Cbor.of(2));
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          assertThrows(org.vouchsafe.attestation.MalformedException.class, scenario::verify)
              .code());
    }

    @Test
    void a_batch_is_not_supported_yet() {
      Scenario scenario = Fixtures.madeToOrder().evidence("batch", Cbor.array(List.of()));
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          assertThrows(org.vouchsafe.attestation.MalformedException.class, scenario::verify)
              .code());
    }

    @Test
    void C10_a_suite_that_was_not_offered() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.hello =
          new ClientHello(
              List.of(2),
              scenario.hello.nonceC(),
              ClientHello.Mode.CLAIM,
              Optional.empty(),
              scenario.hello.lineageNonce(),
              Optional.empty());
      refused(Code.UNSUPPORTED_VERSION, "suite", scenario);
    }

    @Test
    void C10_a_suite_that_is_another_than_the_certified_one() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.answerSuite = 2;
      refused(Code.UNSUPPORTED_VERSION, "suite", scenario);
      refused(
          Code.UNSUPPORTED_VERSION, "suite", Fixtures.madeToOrder().evidence("suite", Cbor.of(2)));
    }

    @Test
    void a_suite_that_this_verifier_does_not_speak_though_all_agree() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.hello =
          new ClientHello(
              List.of(2, 1),
              scenario.hello.nonceC(),
              ClientHello.Mode.CLAIM,
              Optional.empty(),
              scenario.hello.lineageNonce(),
              Optional.empty());
      scenario.answerSuite = 2;
      refused(Code.UNSUPPORTED_VERSION, "suite", scenario.evidence("suite", Cbor.of(2)));
    }

    @Test
    void a_restore_is_not_supported_yet() {
      Scenario scenario = Fixtures.claimed();
      scenario.hello = scenario.hello(ClientHello.Mode.RESTORE, Optional.empty());
      refused(Code.UNSUPPORTED_VERSION, "mode", scenario);
    }

    @Test
    void hardware_evidence_is_refused_and_not_skipped() {
      DEROctetString wrapped = new DEROctetString(new byte[] {1});
      refused(
          Code.UNSUPPORTED_VERSION,
          "hardware evidence",
          Fixtures.madeToOrder().certificate(c -> c.add(Known.CMW, false, wrapped)));
      refused(
          Code.UNSUPPORTED_VERSION,
          "hardware evidence",
          Fixtures.madeToOrder().processorCertificate(c -> c.add(Known.CMW, true, wrapped)));
    }

    @Test
    void collateral_is_refused_and_not_skipped() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.collateral = List.of(Bytes.of(1));
      refused(Code.UNSUPPORTED_VERSION, "collateral", scenario);
    }

    @Test
    void a_counter_in_a_file_does_not_guard_freshness() {
      refused(
          Code.UNSUPPORTED_VERSION,
          "freshness authority",
          Fixtures.madeToOrder()
              .evidence("authority", Cbor.map().put("local", TestAuthority.random(48)).build()));
    }
  }

  @Nested
  class Step3_freshness {
    @Test
    void A06_evidence_made_for_an_earlier_hello() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.hello = scenario.hello(ClientHello.Mode.CLAIM, Optional.empty());
      refused(Code.STALE_NONCE, "hello", scenario);
    }

    @Test
    void C10_a_hello_that_was_edited_on_the_way() {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes edited = scenario.hello(ClientHello.Mode.CLAIM, Optional.empty()).encode();
      scenario.evidence("helloDigest", Cbor.of(EvidenceClaims.helloDigest(edited)));
      refused(Code.STALE_NONCE, "hello", scenario);
    }

    @Test
    void a_nonce_of_the_processor_that_is_not_the_certified_one() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.answerNonce = TestAuthority.random(32);
      refused(Code.STALE_NONCE, "nonce of the processor", scenario);
    }

    @Test
    void a_bundle_whose_parts_are_of_two_exchanges() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.hello = scenario.hello(ClientHello.Mode.CLAIM, Optional.empty());
      refused(Code.STALE_NONCE, "hello", scenario::verifyOffline);
    }
  }

  @Nested
  class Authenticity_ends_it_and_policy_is_collected {
    @Test
    void all_findings_of_policy_are_told_at_once() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.audits.clear();
      scenario.statuses.clear();
      scenario.policy.minimumSvn(5);
      scenario.policy.referenceValues(
          ReferenceValues.of(
              new org.vouchsafe.attestation.measure.ActivationStateId(TestAuthority.random(48))));
      RefusedException e = assertThrows(RefusedException.class, scenario::verify);
      assertEquals(
          List.of(Code.AUDIT_MISSING, Code.VERSION_TOO_LOW, Code.MEASUREMENT_MISMATCH),
          e.findings().stream().map(f -> f.code()).toList());
    }

    @Test
    void behind_a_broken_signature_nothing_is_told() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.minimumSvn(5);
      scenario.attestation = Resigned.of(scenario.attestation).sign(TestAuthority.p384());
      RefusedException e = assertThrows(RefusedException.class, scenario::verify);
      assertEquals(1, e.findings().size());
      assertEquals(Code.CHAIN_INVALID, e.code());
    }

    @Test
    void no_endorsements_at_all() {
      Scenario scenario = Fixtures.madeToOrder();
      Verifier verifier = new Verifier(scenario.policy.build());
      refused(
          Code.CHAIN_INVALID,
          "issuer",
          () -> verifier.verify(scenario.hello, scenario.m2(), Endorsements.NONE, scenario.now));
    }

    @Test
    void a_name_that_drives_a_terminal_is_never_printed() {
      X500Name name =
          new X500NameBuilder()
              .addRDN(BCStyle.CN, new DERUTF8String("\u001b[2Jall is well"))
              .build();
      malformed("printable", Fixtures.madeToOrder().certificate(c -> c.subject(name)));
    }
  }
}
