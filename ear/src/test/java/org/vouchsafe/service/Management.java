package org.vouchsafe.service;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;
import org.vouchsafe.launcher.Service;

/**
 * The server's own management interface: on the loopback address, at a port that the system picked,
 * for whoever owns the server's files.
 */
final class Management implements AutoCloseable {
  private static final Pattern INTERFACE =
      Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/management");

  private final ModelControllerClient client;

  private Management(int port) throws IOException {
    this.client = ModelControllerClient.Factory.create("127.0.0.1", port);
  }

  static Management of(Service service) throws IOException {
    return new Management(port(service));
  }

  /** What Arquillian needs to put an application of its own in the place of the delivered one. */
  static void makeRoom(Service service) throws Exception {
    System.setProperty("inside.management", Integer.toString(port(service)));
    System.setProperty("inside.https", Integer.toString(service.url().getPort()));
    HttpsURLConnection.setDefaultSSLSocketFactory(Http.trust(service).getSocketFactory());
    try (Management management = of(service)) {
      ModelNode application = Operations.createAddress("deployment", "vouchsafe.ear");
      management.perform(Operations.createOperation("undeploy", application));
      management.perform(Operations.createRemoveOperation(application));
    }
  }

  ModelNode onQueue(String queue, String operation) throws IOException {
    return perform(
        Operations.createOperation(
            operation,
            Operations.createAddress(
                "subsystem", "messaging-activemq", "server", "default", "jms-queue", queue)));
  }

  private ModelNode perform(ModelNode operation) throws IOException {
    ModelNode outcome = client.execute(operation);
    if (!Operations.isSuccessfulOutcome(outcome)) {
      throw new IOException(Operations.getFailureDescription(outcome).asString());
    }
    return outcome.get("result");
  }

  /** As the server's log tells it, at its last start. */
  private static int port(Service service) throws IOException {
    Matcher told =
        INTERFACE.matcher(Files.readString(service.data().resolve("server/log/server.log")));
    int port = 0;
    while (told.find()) {
      port = Integer.parseInt(told.group(1));
    }
    return port;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
