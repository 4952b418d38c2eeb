package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The application server of one instance, with our one deployment. */
final class Server {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final ServerHome home;
  private final Path base;
  private final ServerKey key;
  private final int httpsPort;
  private final int amqpPort;

  Server(ServerHome home, Path base, ServerKey key, int httpsPort, int amqpPort) {
    this.home = home;
    this.base = base;
    this.key = key;
    this.httpsPort = httpsPort;
    this.amqpPort = amqpPort;
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + httpsPort);
  }

  int amqpPort() {
    return amqpPort;
  }

  ServerKey key() {
    return key;
  }

  /**
   * Lays out the instance's own folder from scratch, all but its data: what an earlier run or an
   * earlier version left behind cannot be deployed by mistake.
   *
   * @param brokerPassword of the user "client", who may send to the queues for requests from
   *     outside
   */
  void layOut(Path ear, String brokerPassword) throws IOException {
    Path configuration = base.resolve("configuration");
    Path deployments = base.resolve("deployments");
    for (Path stale : List.of(configuration, deployments, base.resolve("tmp"))) {
      Folders.remove(stale);
    }
    Folders.remove(base.resolve("data/content"));
    Folders.copy(home.configuration(), configuration);
    Folders.write(
        configuration.resolve("application-users.properties"),
        "#$REALM_NAME=ApplicationRealm$\nclient=" + hashed("client", brokerPassword) + "\n");
    Folders.write(
        configuration.resolve("application-roles.properties"), "client=vouchsafe-client\n");
    Folders.write(
        configuration.resolve("mgmt-users.properties"), "#$REALM_NAME=ManagementRealm$\n");
    Folders.write(configuration.resolve("mgmt-groups.properties"), "");
    Folders.open(deployments);
    Files.copy(ear, deployments.resolve("vouchsafe.ear"));
  }

  Part start(Map<String, String> environment, Path broker, Path log) throws IOException {
    Map<String, String> whole = new HashMap<>(environment);
    whole.put("VOUCHSAFE_KEYSTORE", key.file().toString());
    whole.put("VOUCHSAFE_KEYSTORE_PASSWORD", key.password());
    List<String> options =
        List.of(
            "-Xms128m",
            "-Xmx768m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
            "-Dlogging.configuration=file:" + base.resolve("configuration/logging.properties"),
            "-Djboss.server.base.dir=" + base,
            "-Djboss.bind.address=127.0.0.1",
            "-Djboss.https.port=" + httpsPort,
            "-Dvouchsafe.amqp.port=" + amqpPort,
            "-Dvouchsafe.broker.data=" + Folders.open(broker));
    List<String> command =
        ServerHome.command(
            home.folder(),
            options,
            "org.jboss.as.standalone",
            "--read-only-server-config=vouchsafe.xml");
    return Part.start("server", command, whole, base, log, "TERM");
  }

  /** Waits until the application is deployed and says that it is ready. */
  void await(Part part) throws LaunchException, IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Path deployments = base.resolve("deployments");
    try (HttpClient http =
        HttpClient.newBuilder()
            .sslContext(key.trust())
            .connectTimeout(Duration.ofSeconds(5))
            .build()) {
      while (System.nanoTime() < deadline) {
        part.requireAlive();
        Path failed = deployments.resolve("vouchsafe.ear.failed");
        if (Files.exists(failed)) {
          throw new LaunchException(
              "The application could not be deployed: "
                  + Files.readString(failed)
                  + "\n    ("
                  + base.resolve("log/server.log")
                  + ")");
        }
        if (Files.exists(deployments.resolve("vouchsafe.ear.deployed")) && ready(http)) {
          return;
        }
        Thread.sleep(100);
      }
    }
    throw new LaunchException(
        "The server was not ready after %d s. Its log: %s"
            .formatted(PATIENCE.toSeconds(), base.resolve("log/server.log")));
  }

  private boolean ready(HttpClient http) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(url().resolve("/api/v1/health/ready"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * How WildFly's property files keep a password: MD5 is their format, the password has 192 random
   * bits.
   */
  private static String hashed(String user, String password) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5")
              .digest((user + ":ApplicationRealm:" + password).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }
}
