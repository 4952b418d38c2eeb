package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.channel.ClientHandshake;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.json.JsonObject;

/** docs/jms.md: the story by messages alone, from a JMS program and from an AMQP one. */
@ExtendWith(RunningService.Fixture.class)
final class MessagesIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String QUEUE = "jms.queue.vouchsafe.";

  /** Beyond the counters that the client library uses by itself. */
  private static final long FAR = 1L << 40;

  private static final long PATIENCE_MILLIS = 40_000;

  @Test
  void by_jms(RunningService running) throws Exception {
    String server = running.service().url().getHost() + ":" + running.service().url().getPort();
    try (ActiveMQConnectionFactory factory =
        new ActiveMQConnectionFactory(
            "tcp://"
                + server
                + "?httpUpgradeEnabled=true&httpUpgradeEndpoint=http-acceptor&sslEnabled=true"
                + "&verifyHost=false&trustStoreType=PKCS12&trustStorePath="
                + running.service().keyStore()
                + "&trustStorePassword="
                + running.service().keyStorePassword())) {
      tell(running, factory);
    }
  }

  @Test
  void by_amqp(RunningService running) throws Exception {
    tell(running, new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort()));
  }

  private static void tell(RunningService running, ConnectionFactory factory) throws Exception {
    Tenant alice = running.tenant("client");
    SigningKey key = alice.client().identity();
    String account = register(alice, key);
    try (JMSContext broker = factory.createContext("client", running.service().brokerPassword())) {
      Sender sender = new Sender(broker, account, key);
      Parameters parameters = Parameters.forOwner(key.publicKey()).build();
      ClientHello hello =
          new ClientHello(
              List.of(ClientHello.SUITE_1),
              random(),
              ClientHello.Mode.CLAIM,
              Optional.empty(),
              random(),
              Optional.empty());
      String wish =
          sender.signed(
              JsonObject.build()
                  .put("op", "establish")
                  .put("loader", "standard/1")
                  .put("parameters", parameters.encode())
                  .put("m1", hello.encode()));
      JsonObject made = sender.ask(wish);
      String environment = made.object("environment").text("id");
      String job = made.object("job").text("id");
      // A message that comes twice is one request.
      assertEquals(job, sender.ask(wish).object("job").text("id"));

      JsonObject done =
          sender
              .ask(
                  sender.signed(
                      JsonObject.build().put("op", "job").put("job", job).put("wait", 30)))
              .object("job");
      assertEquals("DONE", done.text("state"));
      EvidenceBundle bundle = EvidenceBundle.parse(done.bytes("evidence"));
      ReferenceValues expected = ReferenceValues.madeToOrder(Loader.STANDARD_1, parameters);
      AttestationResult result =
          new Verifier(alice.policy(Tenant.POLICY).expecting(expected))
              .verify(hello, bundle.m2(), bundle.endorsements(), Instant.now());

      try (ClientHandshake handshake =
          ClientHandshake.begin(result, key, Optional.empty(), RANDOM)) {
        JsonObject delivered =
            sender.ask(
                sender.signed(
                    JsonObject.build()
                        .put("op", "deliver")
                        .put("environment", environment)
                        .put("handle", result.claims().nonceE())
                        .put("frames", List.of(handshake.finish().base64Url()))));
        // Only the area can make this last word, and it is the only proof of the claim.
        handshake.accept(Bytes.fromBase64Url(delivered.texts("frames").get(0))).close();
      }
      BytesMessage sealed = broker.createBytesMessage();
      sealed.writeBytes(new byte[100]);
      sealed.setStringProperty("environment", environment);
      assertEquals("MALFORMED", sender.answer("invoke", sealed).getStringProperty("code"));

      sender.ask(
          sender.signed(JsonObject.build().put("op", "terminate").put("environment", environment)));
      refusals(sender, broker);
    }
  }

  @Test
  void a_sealed_message_is_served_once_however_often_it_comes(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    Identity owner = Identity.of(alice.client().identity(), Optional.empty());
    VerifiedEnvironment verified = alice.verify(alice.establish(Optional.empty()));
    InvokeTarget target;
    try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
      target = InvokeTarget.verify(channel.invokeKey(), verified.result(), channel.statement());
    }
    try (JMSContext broker =
        new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort())
            .createContext("client", running.service().brokerPassword())) {
      Sender sender = new Sender(broker, "", alice.client().identity());
      String environment = verified.environment();
      Operation post = new Operation.Invoke("post", Bytes.utf8("rent 7\n"));
      try (SentMessage sealed = target.seal(owner, FAR, post, RANDOM)) {
        sealed.open(reply(sender, environment, sealed, false));
        sealed.open(reply(sender, environment, sealed, true));
      }
      Operation balance = new Operation.Invoke("balance", Bytes.EMPTY);
      try (SentMessage sealed = target.seal(owner, FAR + 1, balance, RANDOM)) {
        Outcome outcome = sealed.open(reply(sender, environment, sealed, true)).outcome();
        assertEquals(Bytes.utf8("rent 7\n"), ((Outcome.Invoked) outcome).output());
      }
    }
  }

  /** The answer has the form of the question: bytes, or the same in base64url. */
  private static Bytes reply(Sender sender, String environment, SentMessage sealed, boolean text)
      throws Exception {
    Message message;
    if (text) {
      message = sender.broker().createTextMessage(sealed.message().base64Url());
    } else {
      BytesMessage bytes = sender.broker().createBytesMessage();
      bytes.writeBytes(sealed.message().toArray());
      message = bytes;
    }
    message.setStringProperty("environment", environment);
    Message answer = sender.answer("invoke", message);
    assertEquals(null, answer.getStringProperty("code"));
    return text
        ? Bytes.fromBase64Url(answer.getBody(String.class))
        : Bytes.copyOf(answer.getBody(byte[].class));
  }

  private static void refusals(Sender sender, JMSContext broker) throws Exception {
    assertEquals("MALFORMED", code(sender.ask("hello")));
    assertEquals("TOO_LARGE", code(sender.ask("x".repeat(3_000_000))));
    assertEquals(
        "MALFORMED",
        code(parse(sender.answer("requests", broker.createObjectMessage("a Java object")))));
    String foreign =
        sender.signed(
            JsonObject.build().put("op", "show").put("environment", "env_" + "a".repeat(26)));
    assertEquals("NOT_FOUND", code(sender.ask(foreign)));
    assertEquals("UNAUTHENTICATED", code(sender.ask(foreign.replace("show", "shew"))));
    assertThrows(
        JMSRuntimeException.class,
        () ->
            broker
                .createProducer()
                .send(broker.createQueue(QUEUE + "provision"), broker.createTextMessage("{}")));
  }

  private static String code(JsonObject answer) throws Exception {
    return answer.object("refusal").text("code");
  }

  private static String register(Tenant tenant, SigningKey key) throws Exception {
    String account = tenant.service().get("/session").text("account");
    tenant
        .service()
        .post(
            "/accounts/" + account + "/keys",
            JsonObject.build().put("spki", key.publicKey().spki()).done());
    return account;
  }

  private static Bytes random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private static JsonObject parse(Message answer) throws Exception {
    return JsonObject.parse(((TextMessage) answer).getText(), "answer");
  }

  /** A program of the account: signs what it asks for, and waits for the answer. */
  private record Sender(JMSContext broker, String account, SigningKey key) {
    String signed(JsonObject.Builder request) {
      String text =
          request
              .put("v", 1)
              .put("id", random().hex())
              .put("issuedAt", Instant.now().toString())
              .done()
              .compact();
      return JsonObject.build()
          .put("v", 1)
          .put("account", account)
          .put("key", key.publicKey().id().hex())
          .put("request", text)
          .put("signature", key.sign("VS-request", Bytes.utf8(text)))
          .done()
          .compact();
    }

    JsonObject ask(String text) throws Exception {
      return parse(answer("requests", broker.createTextMessage(text)));
    }

    Message answer(String queue, Message message) throws Exception {
      TemporaryQueue replies = broker.createTemporaryQueue();
      String correlation = random().hex();
      message.setJMSReplyTo(replies);
      message.setJMSCorrelationID(correlation);
      try (JMSConsumer consumer = broker.createConsumer(replies)) {
        broker.createProducer().send(broker.createQueue(QUEUE + queue), message);
        Message answer = consumer.receive(PATIENCE_MILLIS);
        assertNotNull(answer, "no answer");
        assertEquals(correlation, answer.getJMSCorrelationID());
        return answer;
      }
    }
  }
}
