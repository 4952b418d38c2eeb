package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.SealedCall;
import org.vouchsafe.client.channel.SealedMessages;
import org.vouchsafe.client.json.JsonObject;

/** What bad input gets, and what repetition does, on both queues that are open to programs. */
@ExtendWith(RunningService.Fixture.class)
final class MessagesIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String PREFIX = "jms.queue.";
  private static final String NOWHERE = "vouchsafe_replies_total{outcome=\"nowhere\"}";

  /** Both kinds of client, since the broker turns their messages into its own differently. */
  enum Protocol {
    CORE,
    AMQP;

    ConnectionFactory factory(RunningService running) throws Exception {
      return switch (this) {
        case CORE -> BrokerIT.core(running);
        case AMQP -> new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort());
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_request_that_is_wrong_is_refused_with_its_own_code(
      Protocol protocol, RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    Tenant bob = running.tenant("client");
    String bobs = bob.establish(Optional.empty());
    try (JMSContext broker = context(protocol, running)) {
      Sender sender = Sender.of(broker, alice);
      assertEquals("MALFORMED", sender.code("hello"));
      assertEquals("MALFORMED", sender.code("[" + "1,".repeat(1000) + "1]"));
      assertEquals("TOO_LARGE", sender.code("x".repeat(3_000_000)));
      assertEquals("MALFORMED", sender.code(broker.createObjectMessage("a Java object")));
      BytesMessage bytes = broker.createBytesMessage();
      bytes.writeBytes(new byte[100]);
      assertEquals("MALFORMED", sender.code(bytes));
      assertEquals(
          "MALFORMED", sender.code(sender.signed(JsonObject.build().put("op", "launch-missiles"))));
      assertEquals(
          "MALFORMED", sender.code(sender.signed(of("show", bobs).put("surprise", "member"))));
      String good = sender.signed(of("show", bobs));
      assertEquals("UNAUTHENTICATED", sender.code(good.replace("show", "shew")));
      assertEquals("NOT_FOUND", sender.code(sender.signed(of("show", "env_" + "a".repeat(26)))));
      assertEquals("STALE_NONCE", sender.code(sender.signed(of("show", bobs), days(-2))));
      assertEquals("STALE_NONCE", sender.code(sender.signed(of("show", bobs), days(1))));
      // Another tenant's environment is not even there.
      assertEquals("NOT_FOUND", sender.code(good));
      assertEquals("NOT_FOUND", sender.code(sender.signed(of("terminate", bobs))));
      assertEquals("NOT_FOUND", sender.code(sender.signed(of("attest", bobs).put("m1", random()))));
      assertEquals("NOT_FOUND", sender.code(deliver(sender, bobs, random())));
    }
    bob.verify(bobs);
  }

  @ParameterizedTest
  @EnumSource
  void a_request_that_comes_twice_is_one_and_frames_out_of_order_reach_no_session(
      Protocol protocol, RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    try (JMSContext broker = context(protocol, running)) {
      Sender sender = Sender.of(broker, alice);
      JsonObject.Builder wish =
          JsonObject.build()
              .put("op", "establish")
              .put("loader", "standard/1")
              .put(
                  "parameters",
                  Parameters.forOwner(alice.client().identity().publicKey()).build().encode());
      String text = sender.signed("order-17", wish, Instant.now());
      String job = sender.ask(text).object("job").text("id");
      assertEquals(job, sender.ask(text).object("job").text("id"));
      assertEquals(
          "REQUEST_ID_REUSED",
          sender.code(sender.signed("order-17", wish.put("name", "another"), Instant.now())));

      JsonObject done =
          sender.ask(
              sender.signed(JsonObject.build().put("op", "job").put("job", job).put("wait", 30)));
      String environment = done.object("job").text("environment");
      // Records before any handshake, and an M3 to none that is half open.
      assertEquals("NOT_FOUND", sender.code(deliver(sender, environment, random())));
    }
  }

  @Test
  void an_answer_goes_to_nobody_elses_queue(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    Tenant bob = running.tenant("client");
    String bobs = "vouchsafe.replies." + account(bob) + ".inbox";
    String own = "vouchsafe.replies." + account(alice) + ".inbox";
    try (JMSContext broker = context(Protocol.AMQP, running);
        JMSConsumer inbox = broker.createConsumer(broker.createQueue(PREFIX + bobs));
        JMSConsumer ownInbox = broker.createConsumer(broker.createQueue(PREFIX + own))) {
      Sender sender = Sender.of(broker, alice);
      long before = nowhere(running);
      JsonObject.Builder show = of("show", "env_" + "a".repeat(26));
      Message byHeader = broker.createTextMessage(sender.signed(show));
      byHeader.setJMSReplyTo(broker.createQueue(PREFIX + bobs));
      sender.send("requests", byHeader);
      sender.send("requests", broker.createTextMessage(sender.signed(show.put("replyTo", bobs))));
      Message sealed = broker.createTextMessage("AAAA");
      sealed.setStringProperty("environment", "env_" + "a".repeat(26));
      sealed.setJMSReplyTo(broker.createQueue(PREFIX + bobs));
      sender.send("invoke", sealed);
      awaitNowhere(running, before + 3);
      assertEquals(null, inbox.receiveNoWait());

      sender.send("requests", broker.createTextMessage(sender.signed(show.put("replyTo", own))));
      assertEquals("NOT_FOUND", Sender.refusal(ownInbox.receive(Sender.PATIENCE_MILLIS)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_sealed_message_that_is_wrong_is_refused_in_the_clear_with_its_own_code(
      Protocol protocol, RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    Tenant bob = running.tenant("client");
    String environment = alice.establish(Optional.empty());
    InvokeTarget target = target(alice.verify(environment));
    String bobs = bob.establish(Optional.empty());
    bob.verify(bobs).open(Channels.Way.POST).close();
    Identity stranger = Identity.of(bob.client().identity(), Optional.empty());
    Operation call = new Operation.Invoke("post", Bytes.EMPTY);
    try (JMSContext broker = context(protocol, running);
        SealedCall own =
            alice
                .client()
                .messages(environment, alice.policy(Tenant.POLICY))
                .seal("post", Bytes.EMPTY);
        SentMessage strangers = target.seal(stranger, 0, call, RANDOM)) {
      Sender sender = Sender.of(broker, alice);
      Bytes good = own.message();
      assertEquals("MALFORMED", sender.refusal(environment, bytes(broker, new byte[100])));
      assertEquals(
          "MALFORMED", sender.refusal(environment, broker.createTextMessage("not base64!")));
      assertEquals(
          "MALFORMED", sender.refusal(environment, broker.createObjectMessage("an object")));
      assertEquals("TOO_LARGE", sender.refusal(environment, bytes(broker, new byte[5 << 20])));
      assertEquals(
          "MALFORMED",
          sender.answer("invoke", bytes(broker, good.toArray())).getStringProperty("code"));
      assertEquals(
          "NOT_FOUND", sender.refusal("env_" + "a".repeat(26), bytes(broker, good.toArray())));
      assertEquals("BINDING_MISMATCH", sender.refusal(bobs, bytes(broker, good.toArray())));
      assertEquals(
          "NOT_OWNER", sender.refusal(environment, bytes(broker, strangers.message().toArray())));
      byte[] cut = good.slice(0, good.size() - 1).toArray();
      assertEquals("MALFORMED", sender.refusal(environment, bytes(broker, cut)));
      byte[] tampered = good.toArray();
      tampered[100] ^= 1; // in what is sealed, which comes first
      assertEquals("MALFORMED", sender.refusal(environment, bytes(broker, tampered)));
      assertEquals(
          "EPOCH_SUPERSEDED",
          sender.refusal(environment, bytes(broker, otherKey(good, target).toArray())));
    }
  }

  @Test
  void a_sealed_message_is_served_once_however_often_and_in_whatever_order_it_comes(
      RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.empty());
    try (AttestedChannel channel = alice.verify(environment).open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
    }
    SealedMessages messages = alice.client().messages(environment, alice.policy(Tenant.POLICY));
    try (JMSContext broker = context(Protocol.AMQP, running);
        SealedCall rent = messages.seal("post", Bytes.utf8("rent 7\n"));
        SealedCall salary = messages.seal("post", Bytes.utf8("salary 9\n"))) {
      Sender sender = Sender.of(broker, alice);
      salary.open(reply(sender, environment, salary, false));
      rent.open(reply(sender, environment, rent, false));
      rent.open(reply(sender, environment, rent, true));
      salary.open(reply(sender, environment, salary, true));
      try (SealedCall balance = messages.seal("balance", Bytes.EMPTY)) {
        assertEquals(
            List.of("rent 7", "salary 9"),
            new String(
                    balance.open(reply(sender, environment, balance, true)).output().toArray(),
                    java.nio.charset.StandardCharsets.UTF_8)
                .lines()
                .sorted()
                .toList());
      }
    }
  }

  private static JMSContext context(Protocol protocol, RunningService running) throws Exception {
    return protocol.factory(running).createContext("client", running.service().brokerPassword());
  }

  private static InvokeTarget target(VerifiedEnvironment verified) throws Exception {
    try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
      return InvokeTarget.verify(channel.invokeKey(), verified.result(), channel.statement());
    }
  }

  /** The same message to a key that the environment does not have. */
  private static Bytes otherKey(Bytes message, InvokeTarget target) {
    String key = target.statement().keyId().value().hex();
    return Bytes.fromHex(message.hex().replaceFirst(key, "00".repeat(48)));
  }

  private static Message bytes(JMSContext broker, byte[] content) throws Exception {
    BytesMessage message = broker.createBytesMessage();
    message.writeBytes(content);
    return message;
  }

  /** The answer has the form of the question: bytes, or the same in base64url. */
  private static Bytes reply(Sender sender, String environment, SealedCall sealed, boolean text)
      throws Exception {
    Message message =
        text
            ? sender.broker().createTextMessage(sealed.message().base64Url())
            : bytes(sender.broker(), sealed.message().toArray());
    message.setStringProperty("environment", environment);
    Message answer = sender.answer("invoke", message);
    assertEquals(null, answer.getStringProperty("code"));
    return text
        ? Bytes.fromBase64Url(answer.getBody(String.class))
        : Bytes.copyOf(answer.getBody(byte[].class));
  }

  private static JsonObject.Builder of(String operation, String environment) {
    return JsonObject.build().put("op", operation).put("environment", environment);
  }

  private static String deliver(Sender sender, String environment, Bytes handle) {
    return sender.signed(
        of("deliver", environment)
            .put("handle", handle)
            .put("frames", List.of(random().base64Url())));
  }

  private static String account(Tenant tenant) throws Exception {
    return tenant.service().get("/session").text("account");
  }

  private static long nowhere(RunningService running) throws Exception {
    String metrics =
        new String(
            running.operator().getBytes("/metrics").toArray(),
            java.nio.charset.StandardCharsets.UTF_8);
    return metrics
        .lines()
        .filter(line -> line.startsWith(NOWHERE))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(NOWHERE.length()).strip()))
        .sum();
  }

  private static void awaitNowhere(RunningService running, long count) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (nowhere(running) < count) {
      assertTrue(System.nanoTime() < end, "the service has not answered yet");
      Thread.sleep(100);
    }
  }

  private static Instant days(int days) {
    return Instant.now().plus(Duration.ofDays(days));
  }

  private static Bytes random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
