package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What programs outside may do at the broker, and that they may do nothing else: DESIGN §10. */
@ExtendWith(RunningService.Fixture.class)
final class BrokerIT {
  @Test
  void an_amqp_program_may_send_requests_and_read_its_own_replies(RunningService running)
      throws Exception {
    maySendRequests(amqp(running), running.service().brokerPassword(), "jms.queue.");
  }

  @Test
  void a_core_program_may_send_requests_through_the_https_port(RunningService running)
      throws Exception {
    maySendRequests(core(running), running.service().brokerPassword(), "jms.queue.");
  }

  @Test
  void nobody_outside_may_send_to_the_queues_of_jobs_or_read_any(RunningService running)
      throws Exception {
    try (Connection connection =
            amqp(running).createConnection("client", running.service().brokerPassword());
        Session session = connection.createSession()) {
      connection.start();
      for (String queue : new String[] {"provision", "attest", "terminate", "dead-letters"}) {
        Queue address = session.createQueue("jms.queue.vouchsafe." + queue);
        assertThrows(
            JMSException.class,
            () -> session.createProducer(address).send(session.createTextMessage("{}")),
            queue);
        assertThrows(JMSException.class, () -> session.createConsumer(address), queue);
      }
      Queue requests = session.createQueue("jms.queue.vouchsafe.requests");
      assertThrows(JMSException.class, () -> session.createConsumer(requests));
    }
  }

  @Test
  void a_wrong_password_is_refused(RunningService running) {
    assertThrows(
        JMSException.class,
        () -> {
          try (Connection connection = amqp(running).createConnection("client", "wrong")) {
            connection.start();
          }
        });
  }

  private static void maySendRequests(ConnectionFactory factory, String password, String prefix)
      throws Exception {
    try (Connection connection = factory.createConnection("client", password);
        Session session = connection.createSession()) {
      connection.start();
      Queue replies = session.createTemporaryQueue();
      assertNotNull(session.createConsumer(replies));
      try (MessageProducer producer =
          session.createProducer(session.createQueue(prefix + "vouchsafe.requests"))) {
        producer.send(session.createTextMessage("not a request"));
      }
    }
  }

  private static ConnectionFactory amqp(RunningService running) {
    return new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort());
  }

  static ConnectionFactory core(RunningService running) throws Exception {
    return new ActiveMQConnectionFactory(
        "tcp://127.0.0.1:"
            + running.service().url().getPort()
            + "?httpUpgradeEnabled=true&httpUpgradeEndpoint=http-acceptor&sslEnabled=true"
            + "&trustStoreType=PKCS12&trustStorePath="
            + URLEncoder.encode(running.service().keyStore().toString(), StandardCharsets.UTF_8)
            + "&trustStorePassword="
            + running.service().keyStorePassword());
  }
}
