package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.TestAuthority.random;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;

/** docs/spec/attestation-certificate.md §2 and §3: what evidence and processor claims may say. */
class ClaimsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final EvidenceClaims UNCLAIMED = Scenario.madeToOrder(AUTHORITY, PROCESSOR).claims;
  private static final EvidenceClaims HOLDER = Scenario.claimed(AUTHORITY, PROCESSOR).claims;
  private static final EvidenceClaims UNBOUND = Scenario.pooled(AUTHORITY, PROCESSOR).claims;

  @Test
  void evidence_that_is_read_is_what_was_written() throws Exception {
    for (EvidenceClaims claims : List.of(UNCLAIMED, HOLDER, UNBOUND)) {
      assertEquals(claims, EvidenceClaims.parse(claims.encode()));
    }
  }

  @Test
  void a_program_comes_with_its_launch_and_its_signer_in_a_claimed_area_only() throws Exception {
    Bytes good = HOLDER.encode();
    Bytes program = Resigned.with(good, "programDigest", Cbor.of(random(48)));
    rejects("program and launch", program);
    rejects("program and launch", Resigned.with(good, "launchDigest", Cbor.of(random(48))));
    Bytes both = Resigned.with(program, "launchDigest", Cbor.of(random(48)));
    EvidenceClaims.parse(both);
    Cbor signer = Cbor.map().put("key", random(48)).put("version", 0).build();
    assertTrue(EvidenceClaims.parse(Resigned.with(both, "signer", signer)).signer().isPresent());
    rejects("signer without a program", Resigned.with(good, "signer", signer));
    rejects(
        "only a claimed area has a program",
        Resigned.with(
            Resigned.with(UNCLAIMED.encode(), "programDigest", Cbor.of(random(48))),
            "launchDigest",
            Cbor.of(random(48))));
  }

  @Test
  void before_the_claim_there_is_no_life_and_after_it_there_is() {
    rejects("lineage and head", Resigned.with(UNCLAIMED.encode(), "lineage", Cbor.of(random(48))));
    rejects("lineage and head", Resigned.with(UNCLAIMED.encode(), "head", Cbor.of(random(48))));
    rejects("epoch and seq", Resigned.with(UNCLAIMED.encode(), "epoch", Cbor.of(1)));
    rejects("epoch and seq", Resigned.with(UNCLAIMED.encode(), "seq", Cbor.of(1)));
    rejects("lineage and head", Resigned.with(HOLDER.encode(), "lineage", Cbor.none()));
    rejects("lineage and head", Resigned.with(HOLDER.encode(), "head", Cbor.none()));
    rejects("epoch and seq", Resigned.with(HOLDER.encode(), "epoch", Cbor.of(0)));
    rejects("lineage and head", Resigned.with(HOLDER.encode(), "state", Cbor.of("unclaimed")));
  }

  @Test
  void environment_binding_and_authority_come_together() {
    for (EvidenceClaims claims : List.of(UNCLAIMED, UNBOUND)) {
      rejects("all there or none", Resigned.with(claims.encode(), "environmentId", Cbor.none()));
      rejects("all there or none", Resigned.with(claims.encode(), "binding", Cbor.of("unbound")));
      rejects("all there or none", Resigned.with(claims.encode(), "authority", Cbor.none()));
    }
    Bytes none =
        Resigned.with(
            Resigned.with(
                Resigned.with(UNCLAIMED.encode(), "environmentId", Cbor.none()),
                "binding",
                Cbor.of("unbound")),
            "authority",
            Cbor.none());
    rejects("only an unbound area", none);
  }

  @Test
  void fields_of_the_wrong_size_or_kind() {
    Bytes good = UNCLAIMED.encode();
    for (String digest : List.of("activationStateId", "loaderDigest", "helloDigest")) {
      rejects(digest, Resigned.with(good, digest, Cbor.of(random(47))));
      rejects(digest, Resigned.with(good, digest, Cbor.none()));
    }
    rejects("instanceId", Resigned.with(good, "instanceId", Cbor.of(random(31))));
    rejects("nonceE", Resigned.with(good, "nonceE", Cbor.of(random(33))));
    rejects("pkE", Resigned.with(good, "pkE", Cbor.of(random(1215))));
    rejects("suite", Resigned.with(good, "suite", Cbor.of(0)));
    rejects("suite", Resigned.with(good, "suite", Cbor.of(65536)));
    rejects("svn", Resigned.with(good, "svn", Cbor.of(1L << 32)));
    rejects("svn", Resigned.with(good, "svn", Cbor.of(-1)));
    rejects("state", Resigned.with(good, "state", Cbor.of("running")));
    rejects("binding", Resigned.with(good, "binding", Cbor.of("none")));
    rejects("platform", Resigned.with(good, "platform", Cbor.of("Software")));
    rejects("deviceId", Resigned.with(good, "deviceId", Cbor.of(random(15))));
    rejects("processorVersion", Resigned.with(good, "processorVersion", Cbor.of("1.x")));
    rejects("limit", Bytes.copyOf(new byte[8193]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a.example/", "javascript:alert(1)", "https://a b", "https://é", "https://"})
  void audit_uris_that_are_no_http_uris(String uri) {
    rejects("audit URI", Resigned.with(UNCLAIMED.encode(), "auditUri", Cbor.of(uri)));
  }

  @Test
  void an_audit_uri_of_512_characters_and_one_more() throws Exception {
    String uri = "https://" + "a".repeat(504);
    EvidenceClaims.parse(Resigned.with(UNCLAIMED.encode(), "auditUri", Cbor.of(uri)));
    rejects("auditUri", Resigned.with(UNCLAIMED.encode(), "auditUri", Cbor.of(uri + "a")));
  }

  @Test
  void a_processor_certifies_nothing_about_another_processor() {
    for (EvidenceClaims foreign :
        List.of(
            changed("platform", Cbor.of("tdx")),
            changed("deviceId", Cbor.of(random(48))),
            changed("processorVersion", Cbor.of("9")),
            changed("svn", Cbor.of(9)))) {
      assertThrows(IllegalArgumentException.class, () -> PROCESSOR.attest(foreign));
    }
  }

  @Test
  void processor_claims_that_break_a_rule() throws Exception {
    Bytes good = PROCESSOR.claims.encode();
    assertEquals(PROCESSOR.claims, ProcessorClaims.parse(good));
    for (Bytes bad :
        List.of(
            Resigned.with(good, "v", Cbor.of(2)),
            Resigned.with(good, "svn", Cbor.of(-1)),
            Resigned.with(good, "svn", Cbor.of(1L << 32)),
            Resigned.with(good, "version", Cbor.of("1.2.3.4.5")),
            Resigned.with(good, "deviceId", Cbor.of(random(65))),
            Resigned.with(good, "platform", Cbor.of("")),
            Resigned.with(good, "softwareDigest", Cbor.of(random(32))),
            Resigned.with(good, "sealKeyDigest", Cbor.none()),
            Resigned.with(good, "more", Cbor.none()))) {
      malformed("processor claims", () -> ProcessorClaims.parse(bad));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.", ".1", "01", "1..2", "1.2.3.4.5", "1-a", "1234567890", "-1"})
  void texts_that_are_no_versions(String text) {
    assertThrows(IllegalArgumentException.class, () -> new SoftwareVersion(text));
  }

  @Test
  void versions_are_compared_by_number() {
    assertTrue(version("0.10.0").compareTo(version("0.9.9")) > 0);
    assertTrue(version("1").compareTo(version("0.99.99.99")) > 0);
    assertEquals(0, version("1.0").compareTo(version("1")));
    assertTrue(version("999999999").compareTo(version("999999998.5")) > 0);
  }

  @Test
  void authority_claims_that_break_a_rule() throws Exception {
    Bytes good = new AuthorityClaims(true).encode();
    assertTrue(AuthorityClaims.parse(good).development());
    malformed(
        "development", () -> AuthorityClaims.parse(Resigned.with(good, "development", Cbor.of(1))));
    malformed("unknown", () -> AuthorityClaims.parse(Resigned.with(good, "x", Cbor.of(1))));
    malformed("limit", () -> AuthorityClaims.parse(Bytes.copyOf(new byte[65])));
  }

  private static SoftwareVersion version(String text) {
    return new SoftwareVersion(text);
  }

  private static EvidenceClaims changed(String field, Cbor value) {
    try {
      return EvidenceClaims.parse(Resigned.with(UNCLAIMED.encode(), field, value));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void rejects(String problem, Bytes content) {
    malformed(problem, () -> EvidenceClaims.parse(content));
  }
}
