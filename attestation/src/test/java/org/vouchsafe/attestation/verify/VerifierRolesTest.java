package org.vouchsafe.attestation.verify;

import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.time.Duration;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;

/** Steps 4 and 5: chain to anchor, roles. */
/** Step 5: roles. */
class VerifierRolesTest {
  @Nested
  class Step5_roles {
    @Test
    void C01_a_processor_that_certifies_another_processor() {
      SigningKey key = p384();
      Scenario scenario = Fixtures.madeToOrder();
      Bytes child =
          Resigned.of(scenario.chain.get(0))
              .issuedBy(scenario.chain.get(0))
              .subjectKey(key.publicKey())
              .serial(77)
              .sign(PROCESSOR.key);
      scenario.chain.add(0, child);
      reissue(scenario, child, key);
      refused(Code.WRONG_ROLE, "issuer of DEVELOPMENT software processor", scenario);
    }

    @Test
    void C02_an_authority_that_signs_evidence_itself() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.remove(0);
      reissue(scenario, scenario.chain.get(0), AUTHORITY.intermediateKey);
      refused(Code.WRONG_ROLE, "issuer of the attestation certificate", scenario);
    }

    @Test
    void C02_an_audit_key_that_signs_evidence() throws Exception {
      Bytes auditor =
          AUTHORITY
              .intermediate
              .certifyAuditor("an auditor", AUTHORITY.auditorKey.publicKey(), serial(), LONG)
              .der();
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.auditorRoot(AUTHORITY.root.certificate().der());
      scenario.chain.set(0, auditor);
      reissue(scenario, auditor, AUTHORITY.auditorKey);
      refused(Code.WRONG_ROLE, "issuer of the attestation certificate", scenario);
    }

    @Test
    void C01_an_attestation_certificate_with_cA() {
      refused(
          Code.WRONG_ROLE,
          "cA",
          Fixtures.madeToOrder()
              .certificate(
                  c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(true))));
    }

    @Test
    void C01_an_attestation_certificate_that_certifies_the_statement_key() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statement(c -> c.issuedBy(scenario.attestation));
      refused(Code.CHAIN_INVALID, "signature of Statements", scenario);
    }

    @Test
    void C01_leaf_certificates_in_the_chain() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.chain.add(scenario.attestation);
      refused(Code.CHAIN_INVALID, "place of Environment", scenario);
    }

    @Test
    void a_statement_certificate_in_the_place_of_evidence_and_the_other_way_round() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.statement = scenario.attestation;
      refused(Code.WRONG_ROLE, "role", scenario);
      scenario = Fixtures.madeToOrder();
      scenario.attestation = scenario.statement;
      refused(Code.WRONG_ROLE, "role", scenario);
    }

    @Test
    void C02_a_path_that_is_longer_than_an_authority_allows() throws Exception {
      // The upper one allows one issuing certificate below it; there are two.
      Scenario scenario = belowIntermediates(2);
      scenario.chain.set(
          2,
          Resigned.of(scenario.chain.get(2))
              .replace(Extension.basicConstraints, true, new BasicConstraints(1))
              .sign(AUTHORITY.rootKey));
      refused(Code.CHAIN_INVALID, "path length of DEVELOPMENT step 0", scenario);
    }

    @Test
    void A11_a_software_processor_below_a_root_that_is_not_for_development() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      Bytes claims = Cbor.map().put("v", 1).put("development", Cbor.of(false)).encode();
      Bytes root =
          Resigned.of(AUTHORITY.root.certificate().der())
              .claims(Known.AUTHORITY, claims)
              .sign(AUTHORITY.rootKey);
      scenario.policy = trusting(scenario, root);
      refused(Code.WRONG_ROLE, "kind of authority DEVELOPMENT test root", scenario);
      scenario.intermediate(c -> c.claims(Known.AUTHORITY, claims));
      refused(Code.WRONG_ROLE, "kind of authority DEVELOPMENT test intermediate", scenario);
    }

    @Test
    void A11_a_processor_of_a_development_root_that_claims_hardware() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.processorCertificate(
          c ->
              c.claims(
                  Known.PROCESSOR,
                  Resigned.with(PROCESSOR.claims.encode(), "platform", Cbor.of("sev-snp"))));
      refused(Code.WRONG_ROLE, "kind of authority", scenario);
    }

    @Test
    void an_auditor_below_another_auditor() throws Exception {
      SigningKey key = p384();
      Bytes auditor =
          AUTHORITY
              .intermediate
              .certifyAuditor("an auditor", AUTHORITY.auditorKey.publicKey(), serial(), LONG)
              .der();
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.auditorRoot(AUTHORITY.root.certificate().der());
      scenario.chain.add(auditor);
      scenario.verify();
      scenario.chain.add(
          Resigned.of(auditor)
              .issuedBy(auditor)
              .subjectKey(key.publicKey())
              .sign(AUTHORITY.auditorKey));
      refused(Code.WRONG_ROLE, "issuer of an auditor", scenario);
    }
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

  /** Attestation and statement certificate by another issuer. */
  private static void reissue(Scenario scenario, Bytes issuer, SigningKey key) {
    scenario.attestation = Resigned.of(scenario.attestation).issuedBy(issuer).sign(key);
    scenario.statement = Resigned.of(scenario.statement).issuedBy(issuer).sign(key);
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
