package org.vouchsafe.examples.messages;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.client.message.Broker;

/** A Jakarta Messaging connection, whatever its protocol, as the client library wants it. */
record JmsBroker(JMSContext connection) implements Broker {
  private static final long PATIENCE_MILLIS = 60_000;

  /** A queue of its own for each answer, so that a late one is not taken for another's. */
  @Override
  public synchronized Optional<Answer> ask(
      String queue, Map<String, String> properties, String text) throws IOException {
    try {
      TemporaryQueue replies = connection.createTemporaryQueue();
      TextMessage message = connection.createTextMessage(text);
      message.setJMSReplyTo(replies);
      for (Map.Entry<String, String> property : properties.entrySet()) {
        message.setStringProperty(property.getKey(), property.getValue());
      }
      try (JMSConsumer consumer = connection.createConsumer(replies)) {
        connection.createProducer().send(connection.createQueue("jms.queue." + queue), message);
        Message answer = consumer.receive(PATIENCE_MILLIS);
        return answer == null ? Optional.empty() : Optional.of(read(answer));
      } finally {
        replies.delete();
      }
    } catch (JMSException | JMSRuntimeException e) {
      throw new IOException("The broker: " + e.getMessage(), e);
    }
  }

  private static Answer read(Message answer) throws JMSException {
    return new Answer(
        answer instanceof TextMessage text ? Optional.ofNullable(text.getText()) : Optional.empty(),
        Optional.ofNullable(answer.getStringProperty("code")));
  }
}
