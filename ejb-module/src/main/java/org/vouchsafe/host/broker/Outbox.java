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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.vouchsafe.host.metric.HealthCheck;

/**
 * Sends messages, outside of any transaction and without making them durable: whatever a message
 * tells of is a committed row, and the sweeper tells of it again. Waiting for the broker's disk
 * here would only slow down what the database has already promised.
 */
@ApplicationScoped
public class Outbox implements HealthCheck {
  private static final int KEPT = 32;

  /**
   * The broker's own factory and not one of the resource adapter's: those look at the thread's
   * transaction and refuse to send after its commit, which is just when there is something to send.
   */
  @Resource(lookup = "java:/ConnectionFactory")
  @SuppressWarnings("NullAway") // set by the container before the first call
  private ConnectionFactory factory;

  private static final Pattern OWN =
      Pattern.compile("java:/jms/(queue|topic)/vouchsafe\\.[a-z-]{1,32}");

  private final ConcurrentHashMap<String, Destination> configured = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<JMSContext> idle = new ConcurrentLinkedQueue<>();

  /** Finds a destination for the session that sends to it. */
  public interface Address {
    Destination in(JMSContext context) throws JMSException;
  }

  /** Makes a message of the session that sends it. */
  public interface Content {
    Message in(JMSContext context) throws JMSException;
  }

  /** One of the service's own queues. */
  public Address queue(String name) {
    return context -> configured("java:/jms/queue/" + name);
  }

  /** One of the service's own topics. */
  public Address topic(String name) {
    return context -> configured("java:/jms/topic/" + name);
  }

  @SuppressWarnings("BanJNDI") // the server's own names, of our own form: nothing remote
  private Destination configured(String name) {
    if (!OWN.matcher(name).matches()) {
      throw new IllegalArgumentException("not a destination of the service: " + name);
    }
    return configured.computeIfAbsent(
        name,
        absent -> {
          try {
            return InitialContext.doLookup(absent);
          } catch (NamingException e) {
            throw new IllegalStateException(
                absent + " is missing in the server's configuration", e);
          }
        });
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
      // One that failed may be a dead connection: the next sender gets a new one.
      if (good && idle.size() < KEPT) {
        idle.add(context);
      } else {
        close(context);
      }
    }
  }

  private static void close(JMSContext context) {
    try {
      context.close();
    } catch (JMSRuntimeException e) {
      // It is closed because it was broken.
      return;
    }
  }

  @PreDestroy
  void closeAll() {
    for (JMSContext context = idle.poll(); context != null; context = idle.poll()) {
      close(context);
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

  @Override
  public Map<String, String> problems() {
    try (JMSContext context = factory.createContext()) {
      context.start();
      return Map.of("broker", "");
    } catch (JMSRuntimeException e) {
      return Map.of("broker", "does not answer");
    }
  }
}
