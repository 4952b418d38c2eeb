package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.random;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Resigned;

/** Signed CBOR: statements of the processor, status, enrolment. */
class StatementsTest {
  private static final SigningKey KEY = p384();
  private static final SigningKey OTHER = p384();

  private static final Statement.Session SESSION =
      new Statement.Session(
          new ActivationStateId(random(48)),
          new EnvironmentId(random(48)),
          new Binding(random(48)),
          new Lineage(random(48)),
          random(32),
          AreaState.HOLDER,
          1,
          0,
          random(48),
          Optional.of(random(48)),
          Optional.of(random(48)),
          new FreshnessAuthority.Owner(KEY.publicKey()),
          random(48));

  private static final Statement.Invoke INVOKE =
      new Statement.Invoke(
          new EnvironmentId(random(48)),
          new Lineage(random(48)),
          random(32),
          3,
          Optional.empty(),
          random(1216));

  @Nested
  class Statements {
    @Test
    void what_is_read_is_what_was_signed() throws Exception {
      assertEquals(SESSION, Statement.Session.verify(SESSION.sign(KEY), KEY.publicKey()));
      assertEquals(INVOKE, Statement.Invoke.verify(INVOKE.sign(KEY), KEY.publicKey()));
      assertEquals(KeyId.of(INVOKE.key()), INVOKE.keyId());
    }

    @Test
    void another_key_or_another_content() {
      refused(
          Code.CHAIN_INVALID,
          "signature of the statement",
          () -> Statement.Session.verify(SESSION.sign(OTHER), KEY.publicKey()));
      Bytes changed = Resigned.with(SESSION.toCbor().encode(), "epoch", Cbor.of(2));
      Bytes forged = Resigned.with(SESSION.sign(KEY), "content", Cbor.of(changed));
      refused(
          Code.CHAIN_INVALID,
          "signature of the statement",
          () -> Statement.Session.verify(forged, KEY.publicKey()));
    }

    @Test
    void A13_a_statement_of_one_role_for_one_of_another() {
      refused(
          Code.WRONG_ROLE,
          "role",
          () -> Statement.Session.verify(INVOKE.sign(KEY), KEY.publicKey()));
      refused(
          Code.WRONG_ROLE,
          "role",
          () -> Statement.Invoke.verify(SESSION.sign(KEY), KEY.publicKey()));
    }

    @Test
    void C14_the_same_content_signed_under_another_label() {
      Bytes content = SESSION.toCbor().encode();
      Bytes wrong = Signed.sign("VS-status", content, KEY);
      refused(
          Code.CHAIN_INVALID,
          "signature of the statement",
          () -> Statement.Session.verify(wrong, KEY.publicKey()));
    }

    @Test
    void contents_that_break_a_rule_though_they_are_signed() {
      Bytes session = SESSION.toCbor().encode();
      rejects("rule", Resigned.with(session, "state", Cbor.of("unclaimed")));
      rejects("epoch", Resigned.with(session, "epoch", Cbor.of(0)));
      rejects("seq", Resigned.with(session, "seq", Cbor.of(-1)));
      rejects("rule", Resigned.with(session, "launchDigest", Cbor.none()));
      rejects("lineage", Resigned.with(session, "lineage", Cbor.none()));
      rejects("transcript", Resigned.with(session, "transcript", Cbor.of(random(47))));
      rejects("version", Resigned.with(session, "v", Cbor.of(2)));
      rejects("unknown", Resigned.with(session, "more", Cbor.of(1)));
      malformed(
          "keyId",
          () ->
              Statement.Invoke.verify(
                  signed(Resigned.with(INVOKE.toCbor().encode(), "keyId", Cbor.of(random(48)))),
                  KEY.publicKey()));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new Statement.Invoke(
                  INVOKE.environmentId(),
                  INVOKE.lineage(),
                  INVOKE.instanceId(),
                  0,
                  Optional.empty(),
                  INVOKE.key()));
    }

    @Test
    void an_envelope_with_more_in_it_and_one_that_is_too_large() {
      malformed(
          "unknown",
          () ->
              Statement.Session.verify(
                  Resigned.with(SESSION.sign(KEY), "more", Cbor.of(1)), KEY.publicKey()));
      malformed(
          "limit",
          () ->
              Statement.Session.verify(
                  Bytes.copyOf(new byte[Statement.MAX_BYTES + 1]), KEY.publicKey()));
    }

    private void rejects(String problem, Bytes content) {
      malformed(problem, () -> Statement.Session.verify(signed(content), KEY.publicKey()));
    }

    private Bytes signed(Bytes content) {
      return Signed.sign("VS-statement", content, KEY);
    }
  }

  @Nested
  class Statuses {
    private final StatusStatement status =
        new StatusStatement(
            KEY.publicKey().id(),
            StatusStatement.Kind.DEVICE,
            random(16),
            StatusStatement.Status.GOOD,
            1,
            NOW.plusNanos(5),
            Optional.of(random(32)));

    @Test
    void what_is_read_is_what_was_signed_in_whole_seconds() throws Exception {
      StatusStatement.Unverified read = StatusStatement.parse(status.sign(KEY));
      assertEquals(status, read.claimed());
      assertEquals(NOW, read.claimed().thisUpdate());
      assertTrue(read.isSignedBy(KEY.publicKey()));
      assertFalse(read.isSignedBy(OTHER.publicKey()));
    }

    @Test
    void a_key_that_signs_in_the_name_of_another() throws Exception {
      assertThrows(IllegalArgumentException.class, () -> status.sign(OTHER));
      Bytes content = StatusStatement.parse(status.sign(KEY)).content();
      StatusStatement.Unverified forged =
          StatusStatement.parse(Signed.sign("VS-status", content, OTHER));
      assertFalse(forged.isSignedBy(OTHER.publicKey()), "it names another issuer");
      assertFalse(forged.isSignedBy(KEY.publicKey()), "it was signed by another");
    }

    @Test
    void C14_a_statement_s_label_under_a_status() throws Exception {
      Bytes content = StatusStatement.parse(status.sign(KEY)).content();
      assertFalse(
          StatusStatement.parse(Signed.sign("VS-statement", content, KEY))
              .isSignedBy(KEY.publicKey()));
    }

    @Test
    void contents_that_break_a_rule() throws Exception {
      Bytes good = StatusStatement.parse(status.sign(KEY)).content();
      rejects("number", Resigned.with(good, "number", Cbor.of(0)));
      rejects("subject", Resigned.with(good, "subject", Cbor.of(random(15))));
      rejects("subject", Resigned.with(good, "subject", Cbor.of(random(65))));
      rejects("rule", Resigned.with(good, "status", Cbor.of("withdrawn")));
      rejects("status", Resigned.with(good, "status", Cbor.of("fine")));
      rejects("nonce", Resigned.with(good, "nonce", Cbor.of(random(31))));
      rejects("thisUpdate", Resigned.with(good, "thisUpdate", Cbor.of(-1)));
      rejects("thisUpdate", Resigned.with(good, "thisUpdate", Cbor.of(253_402_300_800L)));
      rejects("version", Resigned.with(good, "v", Cbor.of(0)));
      rejects("unknown", Resigned.with(good, "more", Cbor.none()));
      rejects(
          "rule",
          Resigned.with(
              Resigned.with(good, "kind", Cbor.of("audit")), "status", Cbor.of("revoked")));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new StatusStatement(
                  KEY.publicKey().id(),
                  StatusStatement.Kind.AUDIT,
                  random(48),
                  StatusStatement.Status.GOOD,
                  1,
                  Instant.EPOCH.minusSeconds(1),
                  Optional.empty()));
      malformed("limit", () -> StatusStatement.parse(Bytes.copyOf(new byte[1025])));
    }

    private void rejects(String problem, Bytes content) {
      malformed(problem, () -> StatusStatement.parse(Signed.sign("VS-status", content, KEY)));
    }
  }

  @Nested
  class Enrolment {
    private final SigningKey device = p384();
    private final SigningKey processor = p384();
    private final ProcessorClaims claims =
        new ProcessorClaims(
            Platform.SOFTWARE,
            EnrolmentRequest.deviceId(device.publicKey()),
            new SoftwareVersion("1.2.3"),
            random(48),
            0,
            random(48));

    @Test
    void what_is_read_is_what_was_asked() throws Exception {
      EnrolmentRequest request = EnrolmentRequest.create(claims, device, processor);
      EnrolmentRequest read = EnrolmentRequest.parse(request.encode());
      assertEquals(request, read);
      assertEquals(claims, read.claims());
      assertEquals(processor.publicKey(), read.processorKey());
    }

    @Test
    void a_request_without_one_of_the_two_keys() {
      assertRefused(EnrolmentRequest.create(claims, OTHER, processor));
      EnrolmentRequest good = EnrolmentRequest.create(claims, device, processor);
      EnrolmentRequest foreign = EnrolmentRequest.create(claims, device, OTHER);
      assertRefused(
          new EnrolmentRequest(
              claims,
              device.publicKey(),
              processor.publicKey(),
              good.deviceSignature(),
              foreign.processorSignature()));
      assertRefused(
          new EnrolmentRequest(
              claims,
              device.publicKey(),
              processor.publicKey(),
              foreign.deviceSignature(),
              good.processorSignature()));
      assertRefused(
          new EnrolmentRequest(
              claims,
              device.publicKey(),
              processor.publicKey(),
              good.processorSignature(),
              good.deviceSignature()));
    }

    @Test
    void a_hardware_platform_and_a_key_of_another_kind() {
      ProcessorClaims hardware =
          new ProcessorClaims(
              new Platform("tdx"),
              claims.deviceId(),
              claims.version(),
              claims.softwareDigest(),
              0,
              claims.sealKeyDigest());
      assertRefused(EnrolmentRequest.create(hardware, device, processor));
      SigningKey p256 =
          SigningKey.generate(SigningKey.Algorithm.P256, new java.security.SecureRandom());
      assertRefused(EnrolmentRequest.create(claims, device, p256));
    }

    @Test
    void a_request_with_more_in_it_and_one_that_is_too_large() {
      Bytes good = EnrolmentRequest.create(claims, device, processor).encode();
      malformed("unknown", () -> EnrolmentRequest.parse(Resigned.with(good, "more", Cbor.of(1))));
      malformed("limit", () -> EnrolmentRequest.parse(Bytes.copyOf(new byte[4097])));
    }

    private void assertRefused(EnrolmentRequest request) {
      refused(
          Code.CHAIN_INVALID, "enrolment request", () -> EnrolmentRequest.parse(request.encode()));
    }
  }
}
