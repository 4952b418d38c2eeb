package org.vouchsafe.launcher;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.service.Pin;

/**
 * One running instance of the whole service. Closing it ends every process that was started, the
 * last one first; what it keeps stays in its data folder.
 */
public final class Service implements AutoCloseable {
  private static final int ATTEMPTS = 50;

  private final Settings settings;
  private final Installation installation;
  private final Instance instance;
  private final Parts parts;
  private final Postgres postgres;
  private final Processors processors;
  private final DevelopmentAuthority authority;
  private final Server server;
  private final Secrets secrets;

  private Service(
      Settings settings,
      Installation installation,
      Instance instance,
      Parts parts,
      Postgres postgres,
      Processors processors,
      DevelopmentAuthority authority,
      Server server,
      Secrets secrets) {
    this.settings = settings;
    this.installation = installation;
    this.instance = instance;
    this.parts = parts;
    this.postgres = postgres;
    this.processors = processors;
    this.authority = authority;
    this.server = server;
    this.secrets = secrets;
  }

  /** Starts everything, and returns when the service is ready. */
  public static Service start(Installation installation, Settings settings, Steps steps)
      throws LaunchException, InterruptedException, IOException {
    Instance instance = Instance.take(settings.data());
    Parts parts = new Parts(settings.data().resolve("run/parts"));
    try {
      Service service = prepare(installation, settings, steps, instance, parts);
      service.startAll(steps);
      instance.announce(service.url().toString(), service.pin().toString());
      return service;
    } catch (LaunchException | InterruptedException | IOException | RuntimeException e) {
      parts.close();
      instance.close();
      throw e;
    }
  }

  private static Service prepare(
      Installation installation, Settings settings, Steps steps, Instance instance, Parts parts)
      throws LaunchException, InterruptedException, IOException {
    Path data = settings.data();
    int https = Ports.require(settings.httpsPort(), "HTTPS", "VOUCHSAFE_HTTPS_PORT");
    int amqp = Ports.require(settings.amqpPort(), "AMQP", "VOUCHSAFE_AMQP_PORT");
    Cache cache = Cache.ofUser();
    Secrets secrets = new Secrets(data.resolve("secrets"));
    Postgres postgres =
        steps.step(
            "PostgreSQL and its data folder",
            () -> Postgres.prepare(installation, cache, data.resolve("postgres"), secrets));
    ServerHome home =
        steps.step(
            "application server and its configuration",
            () -> ServerHome.prepare(installation, cache));
    Path base = Folders.open(data.resolve("server"));
    ServerKey key = ServerKey.open(base.resolve("https.p12"), secrets);
    return new Service(
        settings,
        installation,
        instance,
        parts,
        postgres,
        Processors.open(installation.processor(), data, settings.processor()),
        new DevelopmentAuthority(data.resolve("authority")),
        new Server(home, base, key, https, amqp),
        secrets);
  }

  private void startAll(Steps steps) throws LaunchException, InterruptedException, IOException {
    Part database = parts.add(postgres.start(log("postgres")));
    List<Part> started = new ArrayList<>();
    for (String name : settings.processors()) {
      started.add(parts.add(processors.start(name, log(name))));
    }
    steps.step("PostgreSQL answers", () -> awaitDatabase(database));
    if (!started.isEmpty()) {
      steps.step("processors " + String.join(", ", settings.processors()), () -> await(started));
    }
    steps.step("authority enrols and publishes", this::publish);
    Part application = steps.step("application server starts", this::startServer);
    steps.step("service is ready", () -> await(application));
  }

  private Part awaitDatabase(Part database)
      throws LaunchException, InterruptedException, IOException {
    postgres.await(database);
    return database;
  }

  private List<Part> await(List<Part> started)
      throws LaunchException, InterruptedException, IOException {
    for (Part part : started) {
      processors.await(part);
    }
    return started;
  }

  private Part await(Part application) throws LaunchException, InterruptedException, IOException {
    server.await(application);
    return application;
  }

  private Part startServer() throws IOException, LaunchException {
    server.layOut(installation.ear(), brokerPassword());
    return parts.add(server.start(environment(), settings.data().resolve("broker"), log("server")));
  }

  /**
   * Enrols processors that ask for it, and renews what the authority publishes. Called again on a
   * timer.
   */
  Path publish() throws IOException, MalformedException, RefusedException {
    List<Path> homes = settings.processors().stream().map(processors::home).toList();
    authority.publish(homes, Clock.systemUTC());
    return authority.publications();
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("DB_URL", postgres.url());
    environment.put("DB_USER", Postgres.USER);
    environment.put("DB_PASSWORD", postgres.password());
    environment.put("VOUCHSAFE_NODE", "node1");
    environment.put("VOUCHSAFE_ROLE", settings.role());
    environment.put("VOUCHSAFE_PROCESSORS", processors.list(settings.processors()));
    environment.put("VOUCHSAFE_AUTHORITY_PUBLICATIONS", authority.publications().toString());
    environment.put("VOUCHSAFE_DATA", settings.data().toString());
    environment.putAll(settings.server());
    return environment;
  }

  /** Throws when a part has ended that should run; a processor may end without the service. */
  void requireAlive() throws LaunchException {
    part("postgres").requireAlive();
    part("server").requireAlive();
  }

  /** Processors whose process has ended by itself. */
  List<Part> endedProcessors() {
    return settings.processors().stream()
        .map(name -> part("processor " + name))
        .filter(part -> !part.alive())
        .toList();
  }

  private Path log(String name) throws IOException {
    return Folders.open(settings.data().resolve("log")).resolve(name + ".log");
  }

  /** {@code https://127.0.0.1:PORT}. */
  public URI url() {
    return server.url();
  }

  /** The key of the server, which a client pins. */
  public Pin pin() {
    return server.key().pin();
  }

  /** Everything it keeps: see DESIGN §12 for the folders in it. */
  public Path data() {
    return settings.data();
  }

  /** Where AMQP 1.0 clients connect on the loopback address. */
  public int amqpPort() {
    return server.amqpPort();
  }

  /** PKCS#12, and what opens it: a trust store for clients that cannot pin. */
  public Path keyStore() {
    return server.key().file();
  }

  public String keyStorePassword() {
    return server.key().password();
  }

  /** Of the broker's user "client". */
  public String brokerPassword() throws IOException {
    return secrets.get("broker");
  }

  /**
   * The authority's root certificate (PEM), as it would be handed to clients by another way than
   * the service's.
   */
  public Path authorityRoot() {
    return authority.root();
  }

  /** A connection to the service's own database, for those who check what is in it. */
  public Connection database() throws IOException, SQLException {
    return postgres.connect();
  }

  /** Where a processor's gate listens, for those who check what is in it. */
  public Path gate(String processor) {
    return processors.socket(processor);
  }

  /**
   * A running part: {@code postgres}, {@code server} or {@code processor NAME}.
   *
   * @throws NoSuchElementException when there is none
   */
  public Part part(String name) {
    return parts.find(name).orElseThrow(() -> new NoSuchElementException(name));
  }

  /** Starts a processor again whose process ended, with the keys and the folder it had. */
  public void restartProcessor(String name)
      throws IOException, LaunchException, InterruptedException {
    parts.stop(part("processor " + name));
    Part part = parts.add(processors.start(name, log(name)));
    processors.await(part);
  }

  /** Starts the application server again after its process ended, and waits until it is ready. */
  public void restartServer() throws IOException, LaunchException, InterruptedException {
    parts.stop(part("server"));
    await(startServer());
  }

  /** Starts PostgreSQL again after its process ended, and waits until it answers. */
  public void restartDatabase() throws IOException, LaunchException, InterruptedException {
    parts.stop(part("postgres"));
    for (int attempt = 1; ; attempt++) {
      Part part = parts.add(postgres.start(log("postgres")));
      try {
        postgres.await(part);
        return;
      } catch (LaunchException e) {
        // The sessions of one that was killed notice it a moment later, and until then hold its
        // memory.
        if (attempt == ATTEMPTS || !part.lastWords().contains("pre-existing shared memory block")) {
          throw e;
        }
        parts.stop(part);
        Thread.sleep(200);
      }
    }
  }

  @Override
  public void close() throws IOException {
    parts.close();
    instance.close();
  }
}
