package org.vouchsafe.channel.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.FixedRandom;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.Meeting;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;

/** {@code docs/spec/channel.md} §6. */
class MessageTest {
  private static final SecureRandom RANDOM = new FixedRandom("messages");
  private static final Meeting MEETING = Meeting.attach();
  private static final Statement.Session SESSION = MEETING.statement(Bytes.copyOf(new byte[48]));
  private static final Ownership OWNERSHIP = MEETING.ownership();
  private static final Identity OWNER = new Identity(Meeting.OWNER, Optional.empty());
  private static final Operation ASK = new Operation.Invoke("run", Bytes.utf8("input"));

  private final InvokeKey key = InvokeKey.generate(Meeting.LINEAGE, 1, RANDOM);
  private final InvokeTarget target = target(key);

  private static Statement.Invoke statement(InvokeKey key) {
    return new Statement.Invoke(
        SESSION.environmentId(),
        SESSION.lineage(),
        SESSION.instanceId(),
        SESSION.epoch(),
        Optional.empty(),
        key.publicKey());
  }

  private static InvokeTarget target(InvokeKey key) {
    try {
      return InvokeTarget.verify(
          statement(key).sign(Meeting.PROCESSOR.statementKey), MEETING.verified, SESSION);
    } catch (MalformedException | RefusedException e) {
      throw new AssertionError(e);
    }
  }

  private static Code code(Executable executable) {
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

  private static Reply reply(RequestId id, String output) {
    return new Reply(
        id, 1, 0, new Outcome.Invoked(Bytes.utf8(output), Bytes.EMPTY, Optional.of(0)));
  }

  @Nested
  class What_must_hold {
    @Test
    void a_request_goes_in_and_its_reply_comes_out() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      ReceivedMessage received = key.open(sent.message(), OWNERSHIP);
      assertEquals(new Request(sent.id(), ASK), received.request());
      assertEquals(new RequestId(OWNER.id(), 4), sent.id());
      assertEquals(Request.digest(received.request().encode()), received.digest());
      assertEquals(OWNER.id(), received.peer().id());
      Reply reply = reply(sent.id(), "output");
      assertEquals(reply, sent.open(received.reply(reply, RANDOM)));
    }

    @Test
    void a_delegate_sends_under_its_credential() throws Exception {
      Credential credential =
          Credential.issue(
              Meeting.OWNER,
              Meeting.DELEGATE.publicKey(),
              Meeting.LINEAGE,
              Set.of(Right.INVOKE),
              1,
              0);
      Identity delegate = Identity.of(Meeting.DELEGATE, Optional.of(credential));
      SentMessage sent = target.seal(delegate, 0, ASK, RANDOM);
      ReceivedMessage received = key.open(sent.message(), OWNERSHIP);
      assertEquals(Set.of(Right.INVOKE), received.peer().rights());
      assertEquals(credential.id(), sent.id().credential());
    }

    @Test
    void a_message_that_comes_twice_is_the_same_request_and_its_replies_share_no_key()
        throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      ReceivedMessage once = key.open(sent.message(), OWNERSHIP);
      ReceivedMessage twice = key.open(sent.message(), OWNERSHIP);
      assertEquals(once.digest(), twice.digest());
      Bytes first = once.reply(reply(sent.id(), "a"), RANDOM);
      Bytes second = twice.reply(reply(sent.id(), "a"), RANDOM);
      assertNotEquals(first, second);
      assertEquals(sent.open(first), sent.open(second));
    }

    @Test
    void a_request_sealed_again_is_the_same_request_in_another_message() throws Exception {
      SentMessage one = target.seal(OWNER, 4, ASK, RANDOM);
      SentMessage two = target.seal(OWNER, 4, ASK, RANDOM);
      assertNotEquals(one.message(), two.message());
      assertEquals(
          key.open(one.message(), OWNERSHIP).digest(), key.open(two.message(), OWNERSHIP).digest());
    }

    @Test
    void the_target_is_the_statement_that_was_verified() {
      assertEquals(statement(key), target.statement());
      assertEquals(key.id(), target.statement().keyId());
      assertEquals(key.publicKey(), target.statement().key());
    }
  }

  @Nested
  class A_target {
    private Code refused(Statement.Invoke statement, SigningKey by) {
      return code(() -> InvokeTarget.verify(statement.sign(by), MEETING.verified, SESSION));
    }

    @Test
    void is_signed_by_the_attested_statement_key() {
      assertEquals(Code.CHAIN_INVALID, refused(statement(key), Meeting.PROCESSOR.key));
      assertEquals(
          Code.WRONG_ROLE,
          code(
              () ->
                  InvokeTarget.verify(
                      SESSION.sign(Meeting.PROCESSOR.statementKey), MEETING.verified, SESSION)));
    }

    @Test
    void is_about_the_sessions_environment_lineage_instance_and_epoch() {
      Statement.Invoke right = statement(key);
      Bytes other = Lp.sha384("test", Bytes.utf8("other"));
      assertEquals(
          Code.BINDING_MISMATCH,
          refused(invoke(new EnvironmentId(other), right.lineage(), right.instanceId(), 1)));
      assertEquals(
          Code.BINDING_MISMATCH,
          refused(invoke(right.environmentId(), new Lineage(other), right.instanceId(), 1)));
      assertEquals(
          Code.NOT_HOLDER,
          refused(invoke(right.environmentId(), right.lineage(), other.slice(0, 32), 1)));
      assertEquals(
          Code.NOT_HOLDER,
          refused(invoke(right.environmentId(), right.lineage(), right.instanceId(), 2)));
    }

    private Code refused(Statement.Invoke statement) {
      return refused(statement, Meeting.PROCESSOR.statementKey);
    }

    private Statement.Invoke invoke(
        EnvironmentId environment, Lineage lineage, Bytes instance, long epoch) {
      return new Statement.Invoke(
          environment, lineage, instance, epoch, Optional.empty(), key.publicKey());
    }

    @Test
    void that_is_no_x_wing_key_seals_nothing() throws Exception {
      Statement.Invoke right = statement(key);
      byte[] bad = key.publicKey().toArray();
      java.util.Arrays.fill(bad, 0, 3, (byte) 0xFF);
      Statement.Invoke wrong =
          new Statement.Invoke(
              right.environmentId(),
              right.lineage(),
              right.instanceId(),
              1,
              Optional.empty(),
              Bytes.copyOf(bad));
      InvokeTarget bogus =
          InvokeTarget.verify(
              wrong.sign(Meeting.PROCESSOR.statementKey), MEETING.verified, SESSION);
      assertEquals(Code.MALFORMED, code(() -> bogus.seal(OWNER, 0, ASK, RANDOM)));
    }

    @Test
    void seals_nothing_beyond_sixteen_mebibytes() {
      Bytes large = Bytes.copyOf(new byte[(16 << 20) - 8192]);
      assertEquals(
          Code.TOO_LARGE,
          code(() -> target.seal(OWNER, 0, new Operation.Invoke("run", large), RANDOM)));
    }

    @Tag("exhaustive")
    @Test
    void seals_almost_sixteen_mebibytes_to_a_message_that_opens() throws Exception {
      Bytes large = Bytes.copyOf(new byte[(16 << 20) - 8192 - 300]);
      Operation operation = new Operation.Invoke("run", large);
      SentMessage sent = target.seal(OWNER, 0, operation, RANDOM);
      assertEquals(operation, key.open(sent.message(), OWNERSHIP).request().operation());
    }
  }

  @Nested
  class Refused_by_the_area {
    @Test
    void another_epochs_or_keys_message_is_superseded() throws Exception {
      Bytes message = target.seal(OWNER, 4, ASK, RANDOM).message();
      InvokeKey next = InvokeKey.generate(Meeting.LINEAGE, 2, RANDOM);
      assertEquals(Code.EPOCH_SUPERSEDED, code(() -> next.open(message, OWNERSHIP)));
      assertEquals(
          Code.EPOCH_SUPERSEDED,
          code(() -> key.open(with(message, "epoch", Cbor.of(2)), OWNERSHIP)));
    }

    @Test
    void another_lineages_message_is_not_for_it() throws Exception {
      Bytes message = target.seal(OWNER, 4, ASK, RANDOM).message();
      Cbor other = Cbor.of(Lp.sha384("test", Bytes.utf8("other")));
      assertEquals(
          Code.BINDING_MISMATCH, code(() -> key.open(with(message, "lineage", other), OWNERSHIP)));
    }

    @Test
    void a_stranger_and_a_revoked_delegate_are_refused() throws Exception {
      SigningKey stranger =
          SigningKey.generate(SigningKey.Algorithm.P256, new FixedRandom("stranger"));
      Bytes message =
          target.seal(new Identity(stranger, Optional.empty()), 4, ASK, RANDOM).message();
      assertEquals(Code.NOT_OWNER, code(() -> key.open(message, OWNERSHIP)));
      Credential credential =
          Credential.issue(
              Meeting.OWNER,
              Meeting.DELEGATE.publicKey(),
              Meeting.LINEAGE,
              Set.of(Right.INVOKE),
              1,
              0);
      Bytes revoked =
          target
              .seal(new Identity(Meeting.DELEGATE, Optional.of(credential)), 4, ASK, RANDOM)
              .message();
      Ownership later = new Ownership(Meeting.OWNER.publicKey(), OWNERSHIP.lineage(), 1);
      assertEquals(Code.REVOKED, code(() -> key.open(revoked, later)));
      Bytes stolen =
          target.seal(new Identity(stranger, Optional.of(credential)), 4, ASK, RANDOM).message();
      assertEquals(Code.NOT_OWNER, code(() -> key.open(stolen, OWNERSHIP)));
    }

    @Test
    void one_senders_message_under_anothers_name_is_refused() throws Exception {
      RequestId other = new RequestId(Lp.sha384("test", Bytes.utf8("other")), 4);
      Bytes body = new Request(other, ASK).encode();
      assertEquals(
          Code.NOT_OWNER, code(() -> key.open(forged(other, other, body, f -> f), OWNERSHIP)));
    }

    @Test
    void a_body_with_another_request_id_is_malformed() throws Exception {
      RequestId id = new RequestId(OWNER.id(), 4);
      Bytes body = new Request(new RequestId(OWNER.id(), 5), ASK).encode();
      assertEquals(Code.MALFORMED, code(() -> key.open(forged(id, id, body, f -> f), OWNERSHIP)));
      Bytes right = new Request(id, ASK).encode();
      key.open(forged(id, id, right, f -> f), OWNERSHIP);
    }

    @Test
    void a_signature_over_another_id_is_not_the_senders() throws Exception {
      RequestId id = new RequestId(OWNER.id(), 4);
      Bytes body = new Request(id, ASK).encode();
      assertEquals(
          Code.NOT_OWNER,
          code(() -> key.open(forged(id, new RequestId(OWNER.id(), 5), body, f -> f), OWNERSHIP)));
    }

    @Test
    void a_letter_changed_after_it_was_signed_is_not_the_senders() throws Exception {
      RequestId id = new RequestId(OWNER.id(), 4);
      Bytes body = new Request(id, ASK).encode();
      Bytes other = new Request(id, new Operation.Status()).encode();
      assertEquals(
          Code.NOT_OWNER,
          code(
              () ->
                  key.open(forged(id, id, body, f -> put(f, "body", Cbor.of(other))), OWNERSHIP)));
      for (UnaryOperator<Cbor.Map> change :
          List.<UnaryOperator<Cbor.Map>>of(
              f -> put(f, "more", Cbor.none()),
              f -> put(f, "signature", Cbor.of(Bytes.EMPTY)),
              f -> put(f, "owner", Cbor.none()),
              f -> put(f, "body", Cbor.of(Bytes.EMPTY)))) {
        assertEquals(Code.MALFORMED, code(() -> key.open(forged(id, id, body, change), OWNERSHIP)));
      }
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          code(() -> key.open(forged(id, id, body, f -> put(f, "v", Cbor.of(2))), OWNERSHIP)));
    }

    @Test
    void C07_an_encapsulation_of_low_order_is_malformed_and_the_next_message_opens()
        throws Exception {
      Bytes message = target.seal(OWNER, 4, ASK, RANDOM).message();
      Bytes enc = Envelope.parse(message).encapsulation();
      Bytes low = Bytes.concat(enc.slice(0, 1088), Bytes.copyOf(new byte[32]));
      assertEquals(
          Code.MALFORMED, code(() -> key.open(with(message, "enc", Cbor.of(low)), OWNERSHIP)));
      key.open(message, OWNERSHIP);
    }

    @Test
    void a_destroyed_key_opens_nothing() throws Exception {
      Bytes message = target.seal(OWNER, 4, ASK, RANDOM).message();
      key.close();
      assertThrows(IllegalStateException.class, () -> key.open(message, OWNERSHIP));
    }

    @Tag("exhaustive")
    @Test
    void every_byte_of_a_message_matters() throws Exception {
      Bytes message = target.seal(OWNER, 4, ASK, RANDOM).message();
      for (int i = 0; i < message.size(); i++) {
        byte[] altered = message.toArray();
        altered[i] ^= (byte) (1 << (i % 8));
        code(() -> key.open(Bytes.copyOf(altered), OWNERSHIP));
      }
    }

    private Bytes forged(
        RequestId named, RequestId signed, Bytes body, UnaryOperator<Cbor.Map> change)
        throws RefusedException, MalformedException {
      HpkeContext context = HpkeContext.send(key.publicKey(), Envelope.INFO, RANDOM);
      Bytes letter = Letter.sign(OWNER, key.id(), context.encapsulation(), signed, body);
      Bytes changed =
          change.apply((Cbor.Map) Cbor.decode(letter, "letter", Envelope.MAX_SIZE)).encode();
      Bytes aad = Envelope.aad(key.id(), Meeting.LINEAGE, 1, named);
      return new Envelope(
              key.id(),
              Meeting.LINEAGE,
              1,
              named,
              context.encapsulation(),
              context.seal(aad, changed))
          .encode();
    }
  }

  @Nested
  class A_reply {
    @Test
    void to_another_message_does_not_open() throws Exception {
      SentMessage one = target.seal(OWNER, 4, ASK, RANDOM);
      SentMessage two = target.seal(OWNER, 4, ASK, RANDOM);
      Bytes reply = key.open(one.message(), OWNERSHIP).reply(reply(one.id(), "a"), RANDOM);
      assertEquals(Code.MALFORMED, code(() -> two.open(reply)));
      one.open(reply);
    }

    @Test
    void opens_in_another_process_that_has_the_message_and_its_secret() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      Bytes reply = key.open(sent.message(), OWNERSHIP).reply(reply(sent.id(), "a"), RANDOM);
      SentMessage later = SentMessage.of(sent.message(), sent.secret());
      assertEquals(sent.id(), later.id());
      assertEquals(sent.open(reply), later.open(reply));
    }

    @Test
    void does_not_open_with_another_messages_secret_or_with_one_of_another_size() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      Bytes reply = key.open(sent.message(), OWNERSHIP).reply(reply(sent.id(), "a"), RANDOM);
      byte[] other = target.seal(OWNER, 5, ASK, RANDOM).secret();
      assertEquals(Code.MALFORMED, code(() -> SentMessage.of(sent.message(), other).open(reply)));
      assertEquals(Code.MALFORMED, code(() -> SentMessage.of(sent.message(), new byte[31])));
    }

    @Test
    void about_another_request_is_malformed() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      Bytes reply =
          key.open(sent.message(), OWNERSHIP)
              .reply(reply(new RequestId(OWNER.id(), 5), "a"), RANDOM);
      assertEquals(Code.MALFORMED, code(() -> sent.open(reply)));
    }

    @Tag("exhaustive")
    @Test
    void matters_in_every_byte() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      Bytes reply = key.open(sent.message(), OWNERSHIP).reply(reply(sent.id(), "a"), RANDOM);
      for (int i = 0; i < reply.size(); i++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] altered = reply.toArray();
          altered[i] ^= (byte) (1 << bit);
          code(() -> sent.open(Bytes.copyOf(altered)));
        }
      }
    }

    @Test
    void needs_the_secret_that_its_message_left() throws Exception {
      SentMessage sent = target.seal(OWNER, 4, ASK, RANDOM);
      ReceivedMessage received = key.open(sent.message(), OWNERSHIP);
      Bytes reply = received.reply(reply(sent.id(), "a"), RANDOM);
      received.close();
      assertThrows(
          IllegalStateException.class, () -> received.reply(reply(sent.id(), "a"), RANDOM));
      sent.close();
      assertThrows(IllegalStateException.class, () -> sent.open(reply));
    }
  }

  private static Bytes with(Bytes message, String key, Cbor value) throws MalformedException {
    return put((Cbor.Map) Cbor.decode(message, "message", Envelope.MAX_SIZE), key, value).encode();
  }

  private static Cbor.Map put(Cbor.Map map, String key, Cbor value) {
    Cbor.MapBuilder copy = Cbor.map();
    map.entries()
        .forEach(
            (k, v) -> {
              if (!k.equals(key)) {
                copy.put(k, v);
              }
            });
    return copy.put(key, value).build();
  }
}
