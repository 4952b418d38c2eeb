package org.vouchsafe.examples.messages;

import jakarta.jms.JMSContext;
import java.nio.file.Path;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.vouchsafe.client.profile.ConfigFolder;

/**
 * By AMQP 1.0, which has a port of its own: {@code ByAmqp amqp://127.0.0.1:5672 ACCOUNT
 * PROGRAM.wasm < input}.
 */
public final class ByAmqp {
  private ByAmqp() {}

  public static void main(String... args) throws Exception {
    ConfigFolder config =
        ConfigFolder.locate(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    try (JMSContext connection =
        new JmsConnectionFactory(args[0])
            .createContext("client", System.getenv("VOUCHSAFE_BROKER_PASSWORD"))) {
      Story.tell(new JmsBroker(connection), config, args[1], Path.of(args[2]), System.in);
    }
  }
}
