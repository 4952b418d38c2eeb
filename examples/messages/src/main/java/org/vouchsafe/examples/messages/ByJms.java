package org.vouchsafe.examples.messages;

import jakarta.jms.JMSContext;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.PinnedTls;

/**
 * By Jakarta Messaging with Artemis' core protocol, which comes in through the service's HTTPS
 * port: {@code ByJms ACCOUNT PROGRAM.wasm < input}.
 */
public final class ByJms {
  private ByJms() {}

  public static void main(String... args) throws Exception {
    ConfigFolder config =
        ConfigFolder.locate(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    Profile profile = config.load("default");
    // The right server is the one with the pinned key, as for the command line. This process makes
    // no other TLS connection, so the pin may be its default.
    SSLContext.setDefault(PinnedTls.context(profile.pin()));
    String url =
        "tcp://"
            + profile.url().getRawAuthority()
            + "?httpUpgradeEnabled=true&httpUpgradeEndpoint=http-acceptor"
            + "&sslEnabled=true&useDefaultSslContext=true&verifyHost=false";
    try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
        JMSContext connection =
            factory.createContext("client", System.getenv("VOUCHSAFE_BROKER_PASSWORD"))) {
      Story.tell(new JmsBroker(connection), config, args[0], Path.of(args[1]), System.in);
    }
  }
}
