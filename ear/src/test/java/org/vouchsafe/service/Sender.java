package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.security.SecureRandom;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.client.json.JsonObject;

/** A program at the broker that signs for an account, and may send whatever it likes. */
record Sender(JMSContext broker, String account, SigningKey key) {
  static final long PATIENCE_MILLIS = 60_000;

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Registers the tenant's key. */
  static Sender of(JMSContext broker, Tenant tenant) throws Exception {
    return new Sender(broker, register(tenant), tenant.client().identity());
  }

  /** Has the tenant's key sign for its account, whose identifier comes back. */
  static String register(Tenant tenant) throws Exception {
    String account = tenant.service().get("/session").text("account");
    tenant
        .service()
        .post(
            "/accounts/" + account + "/keys",
            JsonObject.build().put("spki", tenant.client().identity().publicKey().spki()).done());
    return account;
  }

  String signed(JsonObject.Builder request) {
    return signed(request, Instant.now());
  }

  String signed(JsonObject.Builder request, Instant issuedAt) {
    return signed(random(), request, issuedAt);
  }

  String signed(String id, JsonObject.Builder request, Instant issuedAt) {
    String text =
        request.put("v", 1).put("id", id).put("issuedAt", issuedAt.toString()).done().compact();
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

  /** The refusal's code. */
  String code(String text) throws Exception {
    return code(broker.createTextMessage(text));
  }

  String code(Message message) throws Exception {
    return refusal(answer("requests", message));
  }

  static String refusal(Message answer) throws Exception {
    return parse(answer).object("refusal").text("code");
  }

  /** The code in the clear answer to a sealed message. */
  String refusal(String environment, Message sealed) throws Exception {
    sealed.setStringProperty("environment", environment);
    return answer("invoke", sealed).getStringProperty("code");
  }

  void send(String queue, Message message) {
    broker.createProducer().send(broker.createQueue("jms.queue.vouchsafe." + queue), message);
  }

  Message answer(String queue, Message message) throws Exception {
    TemporaryQueue replies = broker.createTemporaryQueue();
    String correlation = random();
    message.setJMSReplyTo(replies);
    message.setJMSCorrelationID(correlation);
    try (JMSConsumer consumer = broker.createConsumer(replies)) {
      send(queue, message);
      Message answer = consumer.receive(PATIENCE_MILLIS);
      assertNotNull(answer, "no answer");
      assertEquals(correlation, answer.getJMSCorrelationID());
      return answer;
    }
  }

  private static JsonObject parse(Message answer) throws Exception {
    return JsonObject.parse(((TextMessage) answer).getText(), "answer");
  }

  private static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes).hex();
  }
}
