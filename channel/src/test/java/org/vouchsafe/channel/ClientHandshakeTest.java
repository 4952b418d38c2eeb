package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.verify.AttestationResult;

/** {@code docs/spec/channel.md} §2, both ends with real evidence. */
class ClientHandshakeTest {
  private static final SessionsOf HONEST = SessionsOf.of(Meeting.attach());

  /** A handshake that went through. */
  record SessionsOf(Meeting meeting, Bytes m3, Bytes m4, Session client, Session area) {
    static SessionsOf of(Meeting meeting) {
      try {
        ClientHandshake client = meeting.begin();
        PendingSession pending = meeting.receive(client);
        PendingSession.Established established =
            pending.establish(
                meeting.statement(pending.transcript()), Meeting.PROCESSOR.statementKey, () -> 0);
        return new SessionsOf(
            meeting,
            client.finish(),
            established.m4(),
            client.accept(established.m4()),
            established.session());
      } catch (RefusedException | MalformedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Code code(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(
            RefusedException.class,
            () -> {
              try {
                executable.execute();
              } catch (MalformedException e) {
                throw e.asRefusal();
              }
            })
        .code();
  }

  @Nested
  class What_must_hold {
    @Test
    void made_to_order_pooled_and_attached_areas_give_sessions_that_talk() throws Exception {
      for (Meeting meeting : List.of(Meeting.claim(), Meeting.pooled(), Meeting.attach())) {
        SessionsOf both = SessionsOf.of(meeting);
        Record asked =
            both.area.open(both.client.seal(RecordType.REQ, Bytes.utf8("?"))).records().get(0);
        assertEquals(Bytes.utf8("?"), asked.payload());
        Record told =
            both.client.open(both.area.seal(RecordType.RESP, Bytes.utf8("!"))).records().get(0);
        assertEquals(Bytes.utf8("!"), told.payload());
      }
    }

    @Test
    void a_session_is_with_the_instance_that_the_evidence_attested() {
      assertEquals(HONEST.meeting.claims.instanceId(), HONEST.client.statement().instanceId());
      assertEquals(Meeting.LINEAGE, HONEST.client.statement().lineage());
      assertEquals(HONEST.area.statement(), HONEST.client.statement());
      assertEquals(1, HONEST.client.epoch());
      assertEquals(HONEST.area.id(), HONEST.client.id());
    }

    @Test
    void m3_names_the_handshake_and_stays_the_same() throws Exception {
      Meeting meeting = Meeting.claim();
      ClientHandshake client = meeting.begin();
      assertEquals(client.finish(), client.finish());
      assertEquals(meeting.area.nonceE(), ClientFinish.parse(client.finish()).nonceE());
    }

    @Test
    void a_delegate_attaches_with_its_credential() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client =
          ClientHandshake.begin(
              meeting.verified,
              Meeting.DELEGATE,
              Optional.of(Meeting.credential(Right.INVOKE)),
              new FixedRandom("delegate"));
      PendingSession pending = meeting.receive(client);
      assertEquals(Set.of(Right.INVOKE), pending.peer().rights());
      Bytes m4 =
          pending
              .establish(
                  meeting.statement(pending.transcript()), Meeting.PROCESSOR.statementKey, () -> 0)
              .m4();
      assertEquals(1, client.accept(m4).epoch());
    }

    @Test
    void what_the_client_remembers_accepts_it_and_another_instance_not() throws Exception {
      LineagePins pins = LineagePins.first(HONEST.client.statement());
      assertEquals(pins, pins.accept(HONEST.client.statement()));
      pins.require(HONEST.meeting.claims);
      LineagePins other =
          new LineagePins(pins.lineage(), 1, Bytes.copyOf(new byte[32]), pins.seq(), pins.head());
      assertEquals(Code.NOT_HOLDER, code(() -> other.require(HONEST.meeting.claims)));
      assertEquals(Code.NOT_HOLDER, code(() -> pins.require(Meeting.claim().claims)));
    }

    @Test
    void an_earlier_instance_with_the_same_state_but_seq_moved_on_is_accepted() throws Exception {
      // Attached while a checkpoint was made: seq rose between M2 and M4.
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      Bytes m4 =
          meeting.m4(
              client,
              pending,
              s ->
                  Forge.with(
                      Forge.with(s, "seq", Cbor.of(1)),
                      "head",
                      Cbor.of(SessionPair.digest("next"))),
              Meeting.PROCESSOR.statementKey);
      assertEquals(1, client.accept(m4).statement().seq());
    }
  }

  @Nested
  class Not_begun {
    @Test
    void from_evidence_out_of_a_file() throws Exception {
      Meeting meeting = Meeting.attach();
      assertEquals(
          Code.STALE_NONCE,
          code(
              () ->
                  ClientHandshake.begin(
                      meeting.fromFile(), Meeting.OWNER, Optional.empty(), new FixedRandom("f"))));
    }

    @Test
    void with_another_keys_credential() {
      assertEquals(
          Code.NO_RIGHT,
          code(
              () ->
                  ClientHandshake.begin(
                      Meeting.attach().verified,
                      Forge.STRANGER,
                      Optional.of(Meeting.credential(Right.INVOKE)),
                      new FixedRandom("f"))));
    }

    /** ATTACKS C08: evidence that is right in everything, but its channel key is random bytes. */
    @Test
    void C08_with_a_certified_channel_key_that_is_none() throws Exception {
      TestAuthority authority = new TestAuthority();
      Scenario scenario = Scenario.madeToOrder(authority, authority.processor());
      AttestationResult verified = scenario.verify();
      assertEquals(
          Code.MALFORMED,
          code(
              () ->
                  ClientHandshake.begin(
                      verified, scenario.owner, Optional.empty(), new FixedRandom("f"))));
    }

    @Test
    void by_a_delegate_that_claims() {
      assertEquals(
          Code.NOT_OWNER,
          code(
              () ->
                  ClientHandshake.begin(
                      Meeting.claim().verified,
                      Meeting.DELEGATE,
                      Optional.of(Meeting.credential(Right.INVOKE)),
                      new FixedRandom("f"))));
    }

    @Test
    void with_evidence_of_another_lineage() {
      Credential other =
          Credential.issue(
              Meeting.OWNER,
              Meeting.DELEGATE.publicKey(),
              new Lineage(SessionPair.digest("other")),
              Set.of(Right.INVOKE),
              1,
              0);
      assertEquals(
          Code.BINDING_MISMATCH,
          code(
              () ->
                  ClientHandshake.begin(
                      Meeting.attach().verified,
                      Meeting.DELEGATE,
                      Optional.of(other),
                      new FixedRandom("f"))));
      assertEquals(
          Code.BINDING_MISMATCH,
          code(
              () ->
                  ClientHandshake.begin(
                      Meeting.attach().verified,
                      Forge.STRANGER,
                      Optional.empty(),
                      new FixedRandom("f"))));
    }
  }

  /** The session statement, field by field; each is signed and sealed as it should be. */
  @Nested
  class A_statement_that_says_something_else {
    private static Bytes other(int size) {
      return SessionPair.digest("something else").slice(0, size);
    }

    private static RefusedException accepted(Meeting meeting, UnaryOperator<Cbor.Map> change)
        throws RefusedException {
      ClientHandshake client = meeting.begin();
      PendingSession pending;
      try {
        pending = meeting.receive(client);
      } catch (MalformedException e) {
        throw new AssertionError(e);
      }
      Bytes m4 = meeting.m4(client, pending, change, Meeting.PROCESSOR.statementKey);
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () -> {
                try {
                  client.accept(m4);
                } catch (MalformedException e) {
                  throw e.asRefusal();
                }
              });
      assertThrows(IllegalStateException.class, () -> client.accept(m4));
      return refused;
    }

    @ParameterizedTest
    @CsvSource({
      "transcript, STALE_NONCE, 48",
      "activationStateId, MEASUREMENT_MISMATCH, 48",
      "environmentId, BINDING_MISMATCH, 48",
      "binding, BINDING_MISMATCH, 48",
      "lineage, BINDING_MISMATCH, 48",
      "instanceId, NOT_HOLDER, 32",
      "head, NOT_HOLDER, 48"
    })
    void about_one_field_is_refused_for_that_field(String field, Code code, int size)
        throws Exception {
      for (Meeting meeting : List.of(Meeting.claim(), Meeting.pooled(), Meeting.attach())) {
        RefusedException refused =
            accepted(meeting, s -> Forge.with(s, field, Cbor.of(other(size))));
        assertEquals(code, refused.code());
        assertEquals(1, refused.findings().size());
        Finding finding = refused.findings().getFirst();
        assertEquals(other(size).hex(), finding.actual());
        assertEquals(2 * size, finding.expected().length());
      }
    }

    @Test
    void about_the_program_the_authority_or_the_state_is_refused() throws Exception {
      Cbor some = Cbor.of(other(48));
      RefusedException program =
          accepted(
              Meeting.attach(),
              s -> Forge.with(Forge.with(s, "programDigest", some), "launchDigest", some));
      assertEquals(
          List.of(Code.PROGRAM_DIGEST, Code.PROGRAM_DIGEST),
          program.findings().stream().map(Finding::code).toList());
      Cbor authority = new FreshnessAuthority.Owner(Forge.STRANGER.publicKey()).toCbor();
      assertEquals(
          Code.BINDING_MISMATCH,
          accepted(Meeting.attach(), s -> Forge.with(s, "authority", authority)).code());
      for (String state : List.of("unbound", "unclaimed")) {
        assertEquals(
            Code.MALFORMED,
            accepted(Meeting.attach(), s -> Forge.with(s, "state", Cbor.of(state))).code());
      }
    }

    @Test
    void about_the_position_is_refused() throws Exception {
      for (Meeting meeting : List.of(Meeting.claim(), Meeting.attach())) {
        assertEquals(
            Code.NOT_HOLDER, accepted(meeting, s -> Forge.with(s, "epoch", Cbor.of(2))).code());
      }
      assertEquals(
          Code.NOT_HOLDER, accepted(Meeting.claim(), s -> Forge.with(s, "seq", Cbor.of(1))).code());
    }

    @Test
    void that_went_back_or_stands_elsewhere_is_refused() throws Exception {
      Bytes head = SessionPair.digest("head at five");
      for (long seq : new long[] {0, 4, 5}) {
        RefusedException refused =
            accepted(
                Meeting.attachAt(5, head),
                s -> Forge.with(Forge.with(s, "seq", Cbor.of(seq)), "head", Cbor.of(other(48))));
        assertEquals(Code.NOT_HOLDER, refused.code());
        assertEquals(1, refused.findings().size());
      }
      for (long seq : new long[] {5, 6}) {
        Meeting meeting = Meeting.attachAt(5, head);
        ClientHandshake client = meeting.begin();
        PendingSession pending = meeting.receive(client);
        Bytes m4 =
            meeting.m4(
                client,
                pending,
                s -> Forge.with(Forge.with(s, "seq", Cbor.of(seq)), "head", Cbor.of(head)),
                Meeting.PROCESSOR.statementKey);
        assertEquals(seq, client.accept(m4).statement().seq());
      }
    }

    @Test
    void of_another_role_or_key_is_refused() throws Exception {
      assertEquals(
          Code.WRONG_ROLE,
          accepted(Meeting.claim(), s -> Forge.with(s, "role", Cbor.of("invoke"))).code());
      Meeting meeting = Meeting.claim();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      Bytes m4 = meeting.m4(client, pending, s -> s, Meeting.PROCESSOR.key);
      assertEquals(Code.CHAIN_INVALID, code(() -> client.accept(m4)));
    }

    /** ATTACKS H08: a stolen owner key makes its thief the owner, never the area. */
    @Test
    void H08_signed_by_whoever_stole_the_owners_key_is_refused() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      Bytes m4 = meeting.m4(client, pending, s -> s, Meeting.OWNER);
      assertEquals(Code.CHAIN_INVALID, code(() -> client.accept(m4)));
    }

    @Test
    void nothing_is_refused_when_nothing_is_changed() throws Exception {
      for (Meeting meeting : List.of(Meeting.claim(), Meeting.pooled(), Meeting.attach())) {
        ClientHandshake client = meeting.begin();
        PendingSession pending = meeting.receive(client);
        client.accept(meeting.m4(client, pending, s -> s, Meeting.PROCESSOR.statementKey));
      }
    }
  }

  @Nested
  class M4 {
    @Test
    void of_another_handshake_does_not_open() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      assertEquals(Code.MALFORMED, code(() -> client.accept(HONEST.m4)));
      assertThrows(IllegalStateException.class, () -> client.accept(HONEST.m4));
    }

    @Test
    void has_its_fields_and_no_other() throws Exception {
      Cbor.Map map = (Cbor.Map) Cbor.decode(HONEST.m4, "m4", 20_000);
      for (String key : List.of("v", "ct1")) {
        assertMalformed(Forge.without(map, key), Code.MALFORMED);
      }
      assertMalformed(Forge.with(map, "more", Cbor.none()), Code.MALFORMED);
      assertMalformed(Forge.with(map, "v", Cbor.of(2)), Code.UNSUPPORTED_VERSION);
      assertMalformed(Forge.with(map, "ct1", Cbor.of(Bytes.copyOf(new byte[16]))), Code.MALFORMED);
      assertMalformed(
          Forge.with(map, "ct1", Cbor.of(Bytes.copyOf(new byte[8465]))), Code.MALFORMED);
      assertMalformed(
          Forge.with(map, "ct1", Cbor.of(Bytes.copyOf(new byte[9000]))), Code.TOO_LARGE);
    }

    private void assertMalformed(Cbor.Map m4, Code expected) throws RefusedException {
      ClientHandshake client = Meeting.attach().begin();
      assertEquals(expected, code(() -> client.accept(m4.encode())));
    }

    @Test
    void holds_its_fields_and_no_other() throws Exception {
      assertInside(c -> c, null);
      assertInside(c -> Forge.with(c, "v", Cbor.of(2)), Code.UNSUPPORTED_VERSION);
      assertInside(c -> Forge.with(c, "authority", Cbor.of(Bytes.of(1))), Code.UNSUPPORTED_VERSION);
      assertInside(
          c -> Forge.with(c, "sessionId", Cbor.of(Bytes.copyOf(new byte[32]))), Code.MALFORMED);
      assertInside(c -> Forge.with(c, "more", Cbor.none()), Code.MALFORMED);
      for (String key : List.of("v", "authority", "sessionId", "statement")) {
        assertInside(c -> Forge.without(c, key), Code.MALFORMED);
      }
    }

    private void assertInside(
        UnaryOperator<Cbor.Map> change, @org.jspecify.annotations.Nullable Code expected)
        throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      KeySchedule keys = pending.keys();
      Cbor.Map content =
          Cbor.map()
              .put("v", 1)
              .put("sessionId", keys.sessionId())
              .put(
                  "statement",
                  meeting.statement(keys.transcript()).sign(Meeting.PROCESSOR.statementKey))
              .put("authority", Cbor.none())
              .build();
      Bytes m4 =
          Cbor.map()
              .put("v", 1)
              .put("ct1", keys.sealFinish(change.apply(content).encode()))
              .encode();
      if (expected == null) {
        client.accept(m4);
      } else {
        assertEquals(expected, code(() -> client.accept(m4)));
      }
    }

    /** H04. */
    @Tag("exhaustive")
    @Test
    void every_bit_of_it_matters() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      KeySchedule keys = pending.keys();
      Bytes m4 =
          ServerFinish.seal(
              keys, meeting.statement(pending.transcript()).sign(Meeting.PROCESSOR.statementKey));
      ServerFinish.open(keys, m4);
      for (int i = 0; i < m4.size(); i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] altered = m4.toArray();
          altered[i] ^= (byte) (1 << bit);
          code(() -> ServerFinish.open(keys, Bytes.copyOf(altered)));
        }
      }
    }
  }

  @Nested
  class Keys {
    @Test
    void a_handshake_given_up_accepts_nothing() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      client.close();
      client.close();
      assertThrows(IllegalStateException.class, () -> client.accept(HONEST.m4));
    }

    @Test
    void closing_a_handshake_after_its_session_began_leaves_the_session() throws Exception {
      Meeting meeting = Meeting.attach();
      ClientHandshake client = meeting.begin();
      PendingSession pending = meeting.receive(client);
      PendingSession.Established established =
          pending.establish(
              meeting.statement(pending.transcript()), Meeting.PROCESSOR.statementKey, () -> 0);
      Session session = client.accept(established.m4());
      client.close();
      pending.close();
      established.session().open(session.seal(RecordType.REQ, Bytes.EMPTY));
      assertFalse(session.isClosed());
    }

    @Test
    void a_handshake_that_fails_or_is_given_up_leaves_no_key() throws Exception {
      ClientHandshake failed = Meeting.attach().begin();
      assertEquals(Code.MALFORMED, code(() -> failed.accept(HONEST.m4)));
      assertKeysGone(failed.keys());
      ClientHandshake closed = Meeting.attach().begin();
      closed.close();
      assertKeysGone(closed.keys());
      Meeting meeting = Meeting.attach();
      PendingSession pending = meeting.receive(meeting.begin());
      pending.close();
      assertKeysGone(pending.keys());
    }

    private static void assertKeysGone(KeySchedule keys) {
      assertThrows(IllegalStateException.class, () -> keys.sealFinish(Bytes.EMPTY));
      for (Direction direction : Direction.values()) {
        Session session =
            keys.session(direction, SessionPair.statement(keys.transcript(), 1), () -> 0);
        assertThrows(
            IllegalStateException.class, () -> session.seal(RecordType.STREAM, Bytes.EMPTY));
      }
    }

    @Test
    void the_last_words_key_is_gone_when_the_session_begins() throws Exception {
      Meeting meeting = Meeting.attach();
      PendingSession pending = meeting.receive(meeting.begin());
      pending.establish(
          meeting.statement(pending.transcript()), Meeting.PROCESSOR.statementKey, () -> 0);
      assertThrows(IllegalStateException.class, () -> pending.keys().sealFinish(Bytes.EMPTY));
    }

    @Test
    void two_sessions_of_one_client_share_nothing() throws Exception {
      SessionsOf one = SessionsOf.of(Meeting.attach());
      SessionsOf two = SessionsOf.of(Meeting.attach());
      assertNotEquals(one.client.id(), two.client.id());
      List<Bytes> record = one.client.seal(RecordType.REQ, Bytes.utf8("?"));
      assertEquals(Code.RECORD_SEQ, code(() -> two.area.open(record)));
      assertTrue(two.area.isClosed());
    }
  }
}
