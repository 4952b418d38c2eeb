package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;

/** The same entry, by a sealed message without a session. */
final class MessageErrand extends Errand {
  private static final long ANSWER_MILLIS = 15_000;

  /** Beyond the counters that the client library uses by itself. */
  private static final long FAR = 1L << 40;

  private final String environment;
  private final SentMessage sealed;
  private Optional<Bytes> output = Optional.empty();
  private String refusal = "";

  MessageErrand(RunningService running, Tenant tenant) throws Exception {
    super(running, tenant);
    this.environment = tenant.establish(Optional.of(Victim.NAME));
    VerifiedEnvironment verified = tenant.verify(environment);
    Identity owner = Identity.of(tenant.client().identity(), Optional.empty());
    try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
      InvokeTarget target =
          InvokeTarget.verify(channel.invokeKey(), verified.result(), channel.statement());
      Operation post = new Operation.Invoke("post", InvokeErrand.ENTRY);
      this.sealed = target.seal(owner, FAR, post, new SecureRandom());
    }
  }

  @Override
  void run() throws Exception {
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (output.isEmpty() && !InvokeErrand.NOT_KNOWN.contains(refusal)) {
      assertTrue(System.nanoTime() - end < 0, "no answer; the last refusal: " + refusal);
      try {
        ask();
      } catch (JMSRuntimeException e) {
        Thread.sleep(500); // the broker is away
      }
    }
  }

  /** The same bytes every time: the area knows them again. */
  private void ask() throws Exception {
    try (JMSContext broker =
        new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort())
            .createContext("client", running.service().brokerPassword())) {
      TemporaryQueue replies = broker.createTemporaryQueue();
      BytesMessage message = broker.createBytesMessage();
      message.writeBytes(sealed.message().toArray());
      message.setStringProperty("environment", environment);
      message.setJMSReplyTo(replies);
      try (JMSConsumer consumer = broker.createConsumer(replies)) {
        broker.createProducer().send(broker.createQueue("jms.queue.vouchsafe.invoke"), message);
        Message answer = consumer.receive(ANSWER_MILLIS);
        if (answer == null) {
          return;
        }
        refusal = Optional.ofNullable(answer.getStringProperty("code")).orElse("");
        if (refusal.isEmpty()) {
          Outcome outcome = sealed.open(Bytes.copyOf(answer.getBody(byte[].class))).outcome();
          output = Optional.of(((Outcome.Invoked) outcome).output());
        } else {
          assertTrue(
              Set.of("UNAVAILABLE", "OUTCOME_UNKNOWN", "ENVIRONMENT_LOST").contains(refusal));
        }
      }
    }
  }

  @Override
  void judge(Victim killed) throws Exception {
    if (killed == Victim.PROCESSOR) {
      assertTrue(output.isPresent() || InvokeErrand.NOT_KNOWN.contains(refusal), refusal);
      requireLost(environment);
      return;
    }
    assertEquals(Optional.of(InvokeErrand.ENTRY), output, refusal);
    InvokeErrand.requireOnce(tenant, environment);
  }

  @Override
  public void close() {
    sealed.close();
  }
}
