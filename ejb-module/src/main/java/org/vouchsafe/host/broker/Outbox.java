package org.vouchsafe.host.broker;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sends messages, outside of any transaction and without making them durable: whatever a message
 * tells of is a committed row, and the sweeper tells of it again. Waiting for the broker's disk
 * here would only slow down what the database has already promised.
 */
@ApplicationScoped
public class Outbox {
  private static final int KEPT = 16;

  /** The server's own connection factory, not the pooled one: it takes part in no transaction. */
  @Resource(lookup = "java:/ConnectionFactory")
  @SuppressWarnings("NullAway") // set by the container before the first call
  private ConnectionFactory factory;

  private final ConcurrentLinkedQueue<JMSContext> idle = new ConcurrentLinkedQueue<>();

  /** Names a destination of the session that sends to it. */
  public interface Address {
    Destination in(JMSContext context) throws JMSException;
  }

  /** A message of the session that sends it. */
  public interface Content {
    Message in(JMSContext context) throws JMSException;
  }

  /** A queue by its name in the broker. */
  public static Address queue(String name) {
    return context -> context.createQueue(name);
  }

  /** A topic by its name in the broker. */
  public static Address topic(String name) {
    return context -> context.createTopic(name);
  }

  /** A text with string properties. */
  public static Content text(String text, Map<String, String> properties) {
    return context -> {
      Message message = context.createTextMessage(text);
      for (Map.Entry<String, String> property : properties.entrySet()) {
        message.setStringProperty(property.getKey(), property.getValue());
      }
      return message;
    };
  }

  /**
   * Sends it now.
   *
   * @throws JMSRuntimeException when the broker cannot be reached or refuses it
   */
  public void send(Address address, Content content) {
    JMSContext context = idle.poll();
    if (context == null) {
      context = factory.createContext(JMSContext.AUTO_ACKNOWLEDGE);
    }
    boolean good = false;
    try {
      context
          .createProducer()
          .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
          .send(address.in(context), content.in(context));
      good = true;
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    } finally {
      // One that failed may be a dead connection: the next caller gets a new one.
      if (good && idle.size() < KEPT) {
        idle.add(context);
      } else {
        closeQuietly(context);
      }
    }
  }

  /** Sends it if that is possible now; for what will be told of again anyway. */
  public void trySend(Address address, Content content) {
    try {
      send(address, content);
    } catch (JMSRuntimeException e) {
      System.getLogger(Outbox.class.getName())
          .log(System.Logger.Level.WARNING, "a message was not sent; the sweeper will", e);
    }
  }

  /** Whether the broker answers now. */
  public boolean isReachable() {
    try (JMSContext context = factory.createContext()) {
      context.start();
      return true;
    } catch (JMSRuntimeException e) {
      return false;
    }
  }

  private static void closeQuietly(JMSContext context) {
    try {
      context.close();
    } catch (JMSRuntimeException e) {
      // It was closed because it was broken.
      return;
    }
  }

  @PreDestroy
  void close() {
    for (JMSContext context = idle.poll(); context != null; context = idle.poll()) {
      closeQuietly(context);
    }
  }
}
