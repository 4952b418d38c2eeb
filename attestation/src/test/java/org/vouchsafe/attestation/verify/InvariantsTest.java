package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.AttestationCertificate;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** What holds whenever the verifier says yes, whatever it was shown. */
class InvariantsTest {
  private static final Set<String> FREE =
      // What no rule fixes before the claim: the processor's word is all there is.
      Set.of("instanceId", "auditUri", "pkE");

  private static final Set<String> FREE_AFTER_THE_CLAIM =
      // Without a pin the client has seen nothing of this life yet.
      Set.of(
          "instanceId", "auditUri", "pkE", "epoch", "seq", "head", "programDigest", "launchDigest");

  /** One flipped bit anywhere in what the host conveys. */
  @Property(tries = 200)
  void one_flipped_bit_is_refused(
      @ForAll("parts") int part, @ForAll int position, @ForAll("bits") int bit) {
    Scenario scenario = Fixtures.madeToOrder();
    switch (part) {
      case 0 -> scenario.attestation = flip(scenario.attestation, position, bit);
      case 1 -> scenario.statement = flip(scenario.statement, position, bit);
      case 2, 3 -> flip(scenario.chain, part - 2, position, bit);
      case 4 -> flip(scenario.audits, 0, position, bit);
      case 5, 6 -> flip(scenario.lists, part - 5, position, bit);
      case 7 -> flip(scenario.statuses, 0, position, bit);
      default -> throw new AssertionError();
    }
    try {
      AttestationResult result = scenario.verify();
      throw new AssertionError("accepted: part " + part + ", " + result.checks());
    } catch (RefusedException e) {
      assertTrue(!e.findings().isEmpty());
    } catch (MalformedException e) {
      // Refused as well.
    }
  }

  /** ATTACKS H04: one bit in each byte of a recorded answer, none left out. */
  @Example
  void H04_every_byte_of_what_the_host_conveys_counts() throws Exception {
    Scenario recorded = Fixtures.madeToOrder();
    recorded.verify();
    Bytes m2 = recorded.m2();
    Verifier verifier = new Verifier(recorded.policy.build());
    for (int i = 0; i < m2.size(); i++) {
      Bytes flipped = flip(m2, i, i % 8);
      isRefused(
          "M2, byte " + i,
          () -> verifier.verify(recorded.hello, flipped, recorded.endorsements(), recorded.now));
    }
    for (List<Bytes> parts :
        List.of(recorded.chain, recorded.audits, recorded.lists, recorded.statuses)) {
      for (int part = 0; part < parts.size(); part++) {
        Bytes whole = parts.get(part);
        for (int i = 0; i < whole.size(); i++) {
          parts.set(part, flip(whole, i, i % 8));
          isRefused(
              "endorsement, byte " + i,
              () -> verifier.verify(recorded.hello, m2, recorded.endorsements(), recorded.now));
        }
        parts.set(part, whole);
      }
    }
    verifier.verify(recorded.hello, m2, recorded.endorsements(), recorded.now);
  }

  private interface Verification {
    AttestationResult verify() throws RefusedException, MalformedException;
  }

  private static void isRefused(String what, Verification verification) {
    try {
      AttestationResult result = verification.verify();
      throw new AssertionError("accepted: " + what + ", " + result.checks());
    } catch (RefusedException | MalformedException e) {
      // The two ways to refuse.
    }
  }

  /**
   * Evidence with any fields changed, rightly signed: what passes is what was signed and wanted.
   */
  @Property(tries = 150)
  void a_result_is_about_what_was_signed_and_what_was_expected(
      @ForAll("changes") List<Change> changes, @ForAll("scenarios") int kind) {
    Scenario scenario =
        switch (kind) {
          case 0 -> Fixtures.madeToOrder();
          case 1 -> Fixtures.pooled();
          default -> Fixtures.claimed();
        };
    Bytes content = scenario.claims.encode();
    for (Change change : changes) {
      content = Resigned.with(content, change.field(), change.value());
    }
    scenario.content(content);
    AttestationResult result;
    try {
      result = scenario.verify();
    } catch (RefusedException | MalformedException e) {
      return;
    }
    EvidenceClaims signed = signed(result);
    assertEquals(signed, result.claims());
    assertEquals(signed.channelKey(), result.channelKey());
    assertEquals(EvidenceClaims.helloDigest(result.m1()), signed.helloDigest());
    assertEquals(scenario.hello.encode(), result.m1());
    assertEquals(Fixtures.PROCESSOR.claims.deviceId(), signed.deviceId());
    assertEquals(scenario.parameters.binding(), signed.binding().orElseThrow());
    assertEquals(
        kind == 1
            ? new ActivationState.Unbound(Loader.STANDARD_1).id()
            : new ActivationState.MadeToOrder(Loader.STANDARD_1, scenario.parameters).id(),
        signed.activationStateId());
    Set<String> free = kind == 2 ? FREE_AFTER_THE_CLAIM : FREE;
    fields(signed)
        .forEach(
            (field, value) ->
                assertTrue(
                    free.contains(field) || value.equals(fields(scenario.claims).get(field)),
                    () -> "accepted with another " + field));
  }

  record Change(String field, Cbor value) {}

  @Provide
  Arbitrary<Integer> parts() {
    return Arbitraries.integers().between(0, 7);
  }

  @Provide
  Arbitrary<Integer> bits() {
    return Arbitraries.integers().between(0, 7);
  }

  @Provide
  Arbitrary<Integer> scenarios() {
    return Arbitraries.integers().between(0, 2);
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Change> digests =
        Arbitraries.of(
                "activationStateId",
                "loaderDigest",
                "environmentId",
                "binding",
                "lineage",
                "head",
                "programDigest",
                "launchDigest",
                "helloDigest",
                "deviceId")
            .map(field -> new Change(field, Cbor.of(TestAuthority.random(48))));
    Arbitrary<Change> nonces =
        Arbitraries.of("instanceId", "nonceE")
            .map(field -> new Change(field, Cbor.of(TestAuthority.random(32))));
    Arbitrary<Change> numbers =
        Arbitraries.of("epoch", "seq", "svn", "suite")
            .flatMap(
                field -> Arbitraries.longs().between(0, 3).map(n -> new Change(field, Cbor.of(n))));
    Arbitrary<Change> states =
        Arbitraries.of("unbound", "unclaimed", "holder")
            .map(state -> new Change("state", Cbor.of(state)));
    Arbitrary<Change> keys =
        Arbitraries.create(() -> new Change("pkE", Cbor.of(TestAuthority.random(1216))));
    return Arbitraries.oneOf(digests, nonces, numbers, states, keys)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Map<String, Cbor> fields(EvidenceClaims claims) {
    try {
      return ((Cbor.Map) Cbor.decode(claims.encode(), "claims", 1 << 16)).entries();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static EvidenceClaims signed(AttestationResult result) {
    try {
      return AttestationCertificate.parse(ServerHello.parse(result.m2()).attestationCertificate())
          .claims();
    } catch (RefusedException | MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private static void flip(List<Bytes> parts, int index, int position, int bit) {
    parts.set(index, flip(parts.get(index), position, bit));
  }

  private static Bytes flip(Bytes bytes, int position, int bit) {
    byte[] flipped = bytes.toArray();
    flipped[Math.floorMod(position, flipped.length)] ^= (byte) (1 << bit);
    return Bytes.copyOf(flipped);
  }
}
