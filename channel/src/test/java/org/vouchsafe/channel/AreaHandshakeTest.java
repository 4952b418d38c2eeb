package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;

/** {@code docs/spec/channel.md} §2.1, the area's side; rows H01, H04, H08 of the catalogue. */
class AreaHandshakeTest {
  private static final Ownership UNCLAIMED = Forge.UNCLAIMED;
  private static final Ownership CLAIMED = Forge.CLAIMED;

  static Code refused(AreaHandshake area, Bytes m3, Ownership ownership) {
    return assertThrows(
            RefusedException.class,
            () -> {
              try {
                area.receive(m3, ownership);
              } catch (MalformedException e) {
                throw e.asRefusal();
              }
            })
        .code();
  }

  @Nested
  class What_must_hold {
    @Test
    void the_owner_claims_and_the_lineage_is_its_own() throws Exception {
      Forge forge = Forge.claim("a");
      PendingSession pending = forge.area.receive(forge.m3(Forge.owner()), UNCLAIMED);
      assertEquals(Forge.LINEAGE, pending.lineage());
      assertEquals(Forge.OWNER.publicKey(), pending.peer().key());
      assertEquals(Forge.OWNER.publicKey().id().value(), pending.peer().id());
      assertEquals(Forge.owner().id(), pending.peer().id());
      assertEquals(EnumSet.allOf(Right.class), pending.peer().rights());
      assertTrue(pending.peer().owner());
      assertEquals(Long.MAX_VALUE, pending.peer().generation());
    }

    @Test
    void the_owner_attaches_and_the_areas_lineage_counts() throws Exception {
      Forge forge = Forge.attach("a");
      Lineage lineage = new Lineage(SessionPair.digest("the area's"));
      Ownership ownership = new Ownership(Forge.OWNER.publicKey(), Optional.of(lineage), 5);
      assertEquals(lineage, forge.area.receive(forge.m3(Forge.owner()), ownership).lineage());
    }

    @Test
    void a_delegate_attaches_with_its_credentials_rights_and_no_more() throws Exception {
      Forge forge = Forge.attach("a");
      Identity delegate = Forge.delegate(Right.INVOKE);
      Peer peer = forge.area.receive(forge.m3(delegate), CLAIMED).peer();
      assertEquals(Forge.DELEGATE.publicKey(), peer.key());
      assertEquals(Forge.credential(Right.INVOKE).id(), peer.id());
      assertEquals(delegate.id(), peer.id());
      assertFalse(peer.owner());
      assertEquals(5, peer.generation());
      peer.requireRight(Right.INVOKE);
      for (Right other : EnumSet.complementOf(EnumSet.of(Right.INVOKE))) {
        assertEquals(
            Code.NO_RIGHT,
            assertThrows(RefusedException.class, () -> peer.requireRight(other)).code());
      }
    }

    @Test
    void the_area_tells_what_it_made_and_read() throws Exception {
      Forge forge = Forge.claim("a");
      assertEquals(1, forge.area.suite());
      assertEquals(1216, forge.area.channelKey().size());
      assertEquals(32, forge.area.nonceE().size());
      assertEquals(forge.m1, forge.area.m1());
      assertEquals(ClientHello.parse(forge.m1), forge.area.hello());
      Forge other = Forge.claim("b");
      assertNotEquals(other.area.channelKey(), forge.area.channelKey());
      assertNotEquals(other.area.nonceE(), forge.area.nonceE());
    }

    @Test
    void every_kind_of_client_key_signs() throws Exception {
      for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
        SigningKey key = SigningKey.generate(algorithm, new FixedRandom("kind"));
        Forge forge = Forge.claim("a");
        Ownership ownership = new Ownership(key.publicKey(), Optional.empty(), 0);
        Bytes m3 = forge.m3(new Identity(key, Optional.empty()));
        assertTrue(forge.area.receive(m3, ownership).peer().owner());
      }
    }
  }

  /** H01. */
  @Nested
  class Replayed {
    @Test
    void an_m3_is_accepted_at_most_once() throws Exception {
      Forge forge = Forge.claim("a");
      Bytes m3 = forge.m3(Forge.owner());
      forge.area.receive(m3, UNCLAIMED);
      assertEquals(Code.STALE_NONCE, refused(forge.area, m3, UNCLAIMED));
    }

    @Test
    void an_m3_is_worth_nothing_to_another_handshake_of_the_same_area() {
      Bytes m3 = Forge.claim("a").m3(Forge.owner());
      assertEquals(Code.STALE_NONCE, refused(Forge.claim("b").area, m3, UNCLAIMED));
    }

    @Test
    void an_m3_is_worth_nothing_with_its_nonce_replaced() throws Exception {
      ClientFinish m3 = ClientFinish.parse(Forge.claim("a").m3(Forge.owner()));
      Forge other = Forge.claim("b");
      Bytes renamed =
          new ClientFinish(other.area.nonceE(), m3.encapsulation(), m3.sealed()).encode();
      assertEquals(Code.MALFORMED, refused(other.area, renamed, UNCLAIMED));
    }

    @Test
    void a_bad_m3_spends_the_handshake_too() {
      Forge forge = Forge.claim("a");
      assertEquals(Code.MALFORMED, refused(forge.area, Bytes.utf8("bad"), UNCLAIMED));
      assertEquals(Code.STALE_NONCE, refused(forge.area, forge.m3(Forge.owner()), UNCLAIMED));
    }

    @Test
    void a_handshake_that_was_not_attested_or_was_given_up_takes_nothing() throws Exception {
      AreaHandshake fresh =
          AreaHandshake.open(
              Forge.hello("a", ClientHello.Mode.CLAIM).encode(), new FixedRandom("a area"));
      Bytes m3 = Forge.claim("a").m3(Forge.owner());
      assertEquals(Code.STALE_NONCE, refused(fresh, m3, UNCLAIMED));
      Forge forge = Forge.claim("a");
      forge.area.close();
      assertEquals(Code.STALE_NONCE, refused(forge.area, m3, UNCLAIMED));
    }

    @Test
    void a_handshake_is_attested_once() {
      Forge forge = Forge.claim("a");
      assertThrows(
          IllegalStateException.class, () -> forge.area.attested(Bytes.of(1), Bytes.of(1)));
    }

    @Test
    void the_same_hello_gets_another_key_and_nonce() throws Exception {
      FixedRandom random = new FixedRandom("one area");
      Bytes m1 = Forge.hello("a", ClientHello.Mode.CLAIM).encode();
      AreaHandshake one = AreaHandshake.open(m1, random);
      AreaHandshake two = AreaHandshake.open(m1, random);
      assertNotEquals(one.channelKey(), two.channelKey());
      assertNotEquals(one.nonceE(), two.nonceE());
    }
  }

  @Nested
  class Wrong_party {
    @Test
    void a_stranger_who_says_so_is_not_the_owner() {
      Forge forge = Forge.claim("a");
      Identity stranger = new Identity(Forge.STRANGER, Optional.empty());
      assertEquals(Code.NOT_OWNER, refused(forge.area, forge.m3(stranger), UNCLAIMED));
    }

    @Test
    void a_stranger_who_names_the_owner_is_not_the_owner() {
      Forge forge = Forge.claim("a");
      Bytes m3 =
          forge.m3(
              new Identity(Forge.STRANGER, Optional.empty()),
              rest -> Forge.with(rest, "owner", Cbor.of(Forge.OWNER.publicKey().spki())),
              finish -> finish);
      assertEquals(Code.NOT_OWNER, refused(forge.area, m3, UNCLAIMED));
    }

    @Test
    void a_delegate_cannot_claim() {
      Forge forge = Forge.claim("a");
      assertEquals(
          Code.NOT_OWNER,
          refused(
              forge.area,
              forge.m3(Forge.delegate(Right.values())),
              new Ownership(Forge.OWNER.publicKey(), Optional.empty(), 5)));
    }

    @Test
    void a_credential_of_another_owner_lineage_or_key_is_refused() {
      Credential otherOwner =
          Credential.issue(
              Forge.STRANGER,
              Forge.DELEGATE.publicKey(),
              Forge.LINEAGE,
              Set.of(Right.INVOKE),
              1,
              5);
      Credential otherLineage =
          Credential.issue(
              Forge.OWNER,
              Forge.DELEGATE.publicKey(),
              new Lineage(SessionPair.digest("other")),
              Set.of(Right.INVOKE),
              1,
              5);
      for (Credential credential : List.of(otherOwner, otherLineage)) {
        Forge forge = Forge.attach("a");
        Bytes m3 = forge.m3(new Identity(Forge.DELEGATE, Optional.of(credential)));
        assertEquals(Code.NOT_OWNER, refused(forge.area, m3, CLAIMED));
      }
      Forge forge = Forge.attach("a");
      Bytes stolen =
          forge.m3(new Identity(Forge.STRANGER, Optional.of(Forge.credential(Right.INVOKE))));
      assertEquals(Code.NOT_OWNER, refused(forge.area, stolen, CLAIMED));
    }

    @Test
    void a_credential_below_the_areas_generation_is_revoked() throws Exception {
      Forge forge = Forge.attach("a");
      Ownership later = new Ownership(Forge.OWNER.publicKey(), CLAIMED.lineage(), 6);
      assertEquals(
          Code.REVOKED, refused(forge.area, forge.m3(Forge.delegate(Right.INVOKE)), later));
      Forge same = Forge.attach("a");
      same.area.receive(same.m3(Forge.delegate(Right.INVOKE)), CLAIMED);
    }

    @Test
    void a_signature_for_another_message_or_handshake_is_not_the_owners() {
      for (String label : List.of("EHS-1A", "VS-credential", "")) {
        Forge forge = Forge.claim("a");
        assertEquals(
            Code.NOT_OWNER,
            refused(forge.area, forge.m3(Forge.owner(), label, "EHS-1 th"), UNCLAIMED));
      }
      Forge forge = Forge.claim("a");
      assertEquals(
          Code.NOT_OWNER,
          refused(forge.area, forge.m3(Forge.owner(), "EHS-1 client", "EHS-1 th2"), UNCLAIMED));
    }

    @Test
    void identity_refuses_a_credential_for_another_key() throws Exception {
      Credential credential = Forge.credential(Right.INVOKE);
      assertEquals(
          Code.NO_RIGHT,
          assertThrows(
                  RefusedException.class,
                  () -> Identity.of(Forge.STRANGER, Optional.of(credential)))
              .code());
      assertEquals(credential.id(), Identity.of(Forge.DELEGATE, Optional.of(credential)).id());
      assertFalse(Forge.delegate(Right.INVOKE).toString().contains("private"));
      assertTrue(Forge.owner().toString().startsWith("owner with "));
      assertTrue(Forge.delegate(Right.INVOKE).toString().startsWith("delegate with "));
    }
  }

  @Nested
  class Wrong_moment {
    @Test
    void a_claim_of_a_claimed_area_and_an_attach_to_an_unclaimed_one_are_refused() {
      Forge claim = Forge.claim("a");
      assertEquals(Code.ALREADY_BOUND, refused(claim.area, claim.m3(Forge.owner()), CLAIMED));
      Forge attach = Forge.attach("a");
      assertEquals(Code.CONFLICT, refused(attach.area, attach.m3(Forge.owner()), UNCLAIMED));
    }

    @Test
    void restore_and_unknown_suites_are_refused_before_a_key_is_made() {
      Bytes restore = Forge.hello("a", ClientHello.Mode.RESTORE).encode();
      ClientHello any = Forge.hello("a", ClientHello.Mode.CLAIM);
      Bytes otherSuite =
          new ClientHello(
                  List.of(2, 7),
                  any.nonceC(),
                  any.mode(),
                  any.wantDevice(),
                  any.lineageNonce(),
                  any.bind())
              .encode();
      for (Bytes m1 : List.of(restore, otherSuite)) {
        assertEquals(
            Code.UNSUPPORTED_VERSION,
            assertThrows(RefusedException.class, () -> AreaHandshake.open(m1, null)).code());
      }
      assertThrows(
          MalformedException.class, () -> AreaHandshake.open(Bytes.utf8("no hello"), null));
    }

    @Test
    void suite_one_is_found_among_others() throws Exception {
      ClientHello any = Forge.hello("a", ClientHello.Mode.CLAIM);
      Bytes m1 =
          new ClientHello(
                  List.of(9, 1),
                  any.nonceC(),
                  any.mode(),
                  any.wantDevice(),
                  any.lineageNonce(),
                  any.bind())
              .encode();
      assertEquals(1, AreaHandshake.open(m1, new FixedRandom("a")).suite());
    }
  }

  @Nested
  class Malformed {
    private Code finish(
        java.util.function.UnaryOperator<Cbor.Map> before,
        java.util.function.UnaryOperator<Cbor.Map> after) {
      Forge forge = Forge.attach("a");
      return refused(forge.area, forge.m3(Forge.owner(), before, after), CLAIMED);
    }

    @Test
    void a_finish_that_both_or_neither_names_is_malformed() {
      Cbor credential = Cbor.of(Forge.credential(Right.INVOKE).encode());
      assertEquals(Code.MALFORMED, finish(r -> Forge.with(r, "credential", credential), f -> f));
      assertEquals(Code.MALFORMED, finish(r -> Forge.with(r, "owner", Cbor.none()), f -> f));
    }

    @Test
    void a_claim_grant_is_not_supported_yet() {
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          finish(r -> Forge.with(r, "claim", Cbor.of(Bytes.utf8("grant"))), f -> f));
    }

    @Test
    void unknown_missing_and_mistyped_fields_are_malformed() {
      assertEquals(Code.UNSUPPORTED_VERSION, finish(r -> Forge.with(r, "v", Cbor.of(2)), f -> f));
      assertEquals(Code.MALFORMED, finish(r -> Forge.with(r, "more", Cbor.none()), f -> f));
      for (String key : List.of("v", "claim", "credential", "owner")) {
        assertEquals(Code.MALFORMED, finish(r -> Forge.without(r, key), f -> f), key);
        assertEquals(
            Code.MALFORMED,
            finish(f -> f, f -> Forge.with(f, key, Cbor.of("text"))) == Code.UNSUPPORTED_VERSION
                ? Code.MALFORMED
                : finish(f -> f, f -> Forge.with(f, key, Cbor.of("text"))),
            key);
      }
      assertEquals(Code.MALFORMED, finish(f -> f, f -> Forge.without(f, "signature")));
      assertEquals(
          Code.MALFORMED, finish(f -> f, f -> Forge.with(f, "signature", Cbor.of(Bytes.EMPTY))));
      assertEquals(
          Code.NOT_OWNER, finish(f -> f, f -> Forge.with(f, "signature", Cbor.of(Bytes.of(0)))));
      assertEquals(
          Code.MALFORMED, finish(f -> f, f -> Forge.with(f, "owner", Cbor.of(Bytes.of(0)))));
      assertEquals(
          Code.MALFORMED,
          finish(
              f -> f,
              f ->
                  Forge.with(
                      Forge.with(f, "owner", Cbor.none()), "credential", Cbor.of(Bytes.of(0)))));
    }

    @Test
    void a_finish_changed_after_it_was_signed_is_not_the_owners() {
      // Two credentials, both good, one signature: the signature covers which one was presented.
      Forge forge = Forge.attach("a");
      Bytes swapped =
          forge.m3(
              Forge.delegate(Right.INVOKE),
              r -> r,
              f -> Forge.with(f, "credential", Cbor.of(Forge.credential(Right.ADMIN).encode())));
      assertEquals(Code.NOT_OWNER, refused(forge.area, swapped, CLAIMED));
    }

    @Test
    void a_finish_sealed_with_another_info_or_aad_does_not_open() {
      Forge forge = Forge.attach("a");
      Transcript transcript = new Transcript(forge.m1, forge.m2);
      HpkeContext otherInfo = forge.context(Bytes.utf8("EHS-1"));
      Bytes th = transcript.beforeFinish(otherInfo.encapsulation());
      Bytes content = ClientFinish.sign(Forge.owner(), th);
      assertEquals(
          Code.MALFORMED, refused(forge.area, forge.seal(otherInfo, th, content), CLAIMED));
      Forge second = Forge.attach("a");
      HpkeContext context = second.context(transcript.info());
      assertEquals(
          Code.MALFORMED,
          refused(second.area, second.seal(context, Bytes.EMPTY, content), CLAIMED));
    }

    @Test
    void an_m3_for_another_m2_does_not_open() throws Exception {
      Bytes m1 = Forge.hello("a", ClientHello.Mode.ATTACH).encode();
      AreaHandshake area = AreaHandshake.open(m1, new FixedRandom("a area"));
      area.attested(Bytes.utf8("another certificate"), Bytes.utf8("statement"));
      assertEquals(Code.MALFORMED, refused(area, Forge.attach("a").m3(Forge.owner()), CLAIMED));
    }

    @Test
    void the_envelope_has_its_fields_and_no_other() throws Exception {
      Bytes m3 = Forge.attach("a").m3(Forge.owner());
      Cbor.Map map = (Cbor.Map) Cbor.decode(m3, "m3", 10_000);
      assertEquals(m3, map.encode());
      for (String key : List.of("v", "nonceE", "enc", "ct0")) {
        assertEquals(
            Code.MALFORMED,
            refused(Forge.attach("a").area, Forge.without(map, key).encode(), CLAIMED));
      }
      assertEquals(
          Code.MALFORMED,
          refused(Forge.attach("a").area, Forge.with(map, "more", Cbor.of(1)).encode(), CLAIMED));
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          refused(Forge.attach("a").area, Forge.with(map, "v", Cbor.of(2)).encode(), CLAIMED));
      for (int size : new int[] {0, 16, 4097, 100_000}) {
        Code code =
            refused(
                Forge.attach("a").area,
                Forge.with(map, "ct0", Cbor.of(Bytes.copyOf(new byte[size]))).encode(),
                CLAIMED);
        assertEquals(size > 50_000 ? Code.TOO_LARGE : Code.MALFORMED, code);
      }
      Fields ok = Fields.of(map, "m3");
      assertEquals(1120, ok.bytes("enc", 1120).size());
    }

    @Test
    void C07_an_encapsulation_of_low_order_is_malformed_and_spends_the_handshake()
        throws Exception {
      Forge forge = Forge.attach("a");
      Bytes good = forge.m3(Forge.owner());
      ClientFinish finish = ClientFinish.parse(good);
      Bytes low = Bytes.concat(finish.encapsulation().slice(0, 1088), Bytes.copyOf(new byte[32]));
      Bytes bad = new ClientFinish(finish.nonceE(), low, finish.sealed()).encode();
      assertEquals(Code.MALFORMED, refused(forge.area, bad, CLAIMED));
      assertEquals(Code.STALE_NONCE, refused(forge.area, good, CLAIMED));
    }

    /** H04. Of the encapsulation one bit in each byte here, since each costs a decapsulation. */
    @Tag("exhaustive")
    @Test
    void every_byte_of_an_m3_matters() throws Exception {
      Bytes m3 = Forge.attach("a").m3(Forge.owner());
      int from = m3.hex().indexOf(ClientFinish.parse(m3).encapsulation().hex()) / 2;
      for (int i = 0; i < m3.size(); i++) {
        boolean encapsulation = i >= from && i < from + HpkeContext.ENCAPSULATION_SIZE;
        for (int bit = encapsulation ? i % 8 : 0; bit < 8; bit += encapsulation ? 8 : 1) {
          byte[] altered = m3.toArray();
          altered[i] ^= (byte) (1 << bit);
          refused(Forge.attach("a").area, Bytes.copyOf(altered), CLAIMED);
        }
      }
    }
  }

  @Nested
  class The_answer {
    @Test
    void is_about_this_handshake_and_made_once() throws Exception {
      Forge forge = Forge.claim("a");
      PendingSession pending = forge.area.receive(forge.m3(Forge.owner()), UNCLAIMED);
      SigningKey statementKey = Forge.key("statement");
      assertThrows(
          IllegalArgumentException.class,
          () ->
              pending.establish(
                  SessionPair.statement(pending.transcript(), 1), statementKey, () -> 0));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              pending.establish(
                  Statements.with(Forge.LINEAGE, Bytes.copyOf(new byte[48])),
                  statementKey,
                  () -> 0));
      PendingSession.Established established =
          pending.establish(
              Statements.with(Forge.LINEAGE, pending.transcript()), statementKey, () -> 0);
      assertEquals(1, established.session().epoch());
      assertThrows(
          IllegalStateException.class,
          () ->
              pending.establish(
                  Statements.with(Forge.LINEAGE, pending.transcript()), statementKey, () -> 0));
      pending.close();
      established.session().seal(RecordType.RESP, Bytes.EMPTY);
    }

    @Test
    void is_not_made_after_the_handshake_was_given_up() throws Exception {
      Forge forge = Forge.claim("a");
      PendingSession pending = forge.area.receive(forge.m3(Forge.owner()), UNCLAIMED);
      pending.close();
      assertThrows(
          IllegalStateException.class,
          () ->
              pending.establish(
                  Statements.with(Forge.LINEAGE, pending.transcript()),
                  Forge.key("statement"),
                  () -> 0));
    }
  }
}
