package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.ProgramRun;
import org.vouchsafe.launcher.Service;

/**
 * The host carries, it never opens: a thousand canaries go to programs and come back by all ways
 * that there are, and nothing of them is to be found with the host, neither while the programs live
 * nor afterwards. What the host may see, the same search finds. The launcher runs in this test's
 * own process, which as the client holds all canaries, and is left out.
 */
@ExtendWith(RunningService.Fixture.class)
final class CanaryIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String QUEUE = "jms.queue.vouchsafe.invoke";

  /** Beyond the counters that the client library uses by itself. */
  private static final long FAR = 1L << 40;

  private static final int PATIENCE_MILLIS = 40_000;

  private final List<Canary> input = canaries("standard input", 250);
  private final List<Canary> arguments = canaries("secret argument", 200);
  private final List<Canary> variables = canaries("secret variable", 75);
  private final List<Canary> files = canaries("secret file", 125);
  private final List<Canary> posted = canaries("call by POST", 125);
  private final List<Canary> called = canaries("call by WebSocket", 125);
  private final List<Canary> sent = canaries("call by message", 100);

  private final Canary name = Canary.random("control: name of an environment", RANDOM);
  private final Canary argument = Canary.random("control: public argument", RANDOM);
  private final Canary user = Canary.random("control: user of the broker", RANDOM);
  private final Canary message = Canary.random("control: unsealed message", RANDOM);
  private final Canary file = Canary.random("control: file", RANDOM);
  private final List<Canary> controls = List.of(name, argument, user, message, file);

  private final FileTime begin = FileTime.from(Instant.now());

  @TempDir private Path folder;

  private static List<Canary> canaries(String what, int count) {
    return IntStream.range(0, count).mapToObj(i -> Canary.random(what + " " + i, RANDOM)).toList();
  }

  private List<Canary> secrets() {
    return Stream.of(input, arguments, variables, files, posted, called, sent)
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void nothing_that_was_sealed_is_to_be_found_with_the_host(RunningService running)
      throws Exception {
    assertEquals(1000, secrets().size());
    Service service = running.service();
    HostView view =
        new HostView(
            service,
            new CanarySearch(
                Stream.of(secrets().stream(), turned(), controls.stream())
                    .flatMap(all -> all)
                    .toList()));
    Tenant alice = running.tenant("client");
    String command = establish(alice);
    String reactor = alice.establish(Optional.of("alpha"));
    try (AttestedChannel channel = alice.verify(command).open(Channels.Way.SOCKET)) {
      channel.authorise(launch("mirror.wasm"), Optional.of(program("mirror.wasm")));
      ProgramRun run = channel.start();
      run.write(joined(input));
      Bytes expected = expected();
      assertEquals(
          expected, Bytes.copyOf(run.output().readNBytes(expected.size())), "what the mirror says");
      call(alice, reactor, running);
      tellTheHost(running);

      requireNothingButControls(look(service, view, alice, command));
      requireThatTheProcessorHoldsThem(service, view);
      run.endInput();
      assertEquals(0, run.exitCode());
    }
    alice.client().terminate(command, true);
    alice.client().terminate(reactor, true);
    requireNothingButControls(look(service, view, alice, command));
  }

  private Stream<Canary> turned() {
    return Stream.of(input, files, posted, called, sent).flatMap(List::stream).map(Canary::turned);
  }

  /** What the host may know: an environment's name, and its public parameters. */
  private String establish(Tenant alice) throws Exception {
    Parameters parameters =
        Parameters.forOwner(alice.client().identity().publicKey())
            .arguments(List.of(argument.hex()))
            .build();
    return alice
        .client()
        .establish(
            new Order(
                Loader.STANDARD_1,
                parameters,
                false,
                Optional.of(name.base64Url()),
                Optional.of("alpha")));
  }

  private Launch launch(String module) throws IOException {
    byte[] salt = new byte[Launch.SALT_SIZE];
    RANDOM.nextBytes(salt);
    return new Launch(
        Bytes.copyOf(salt),
        arguments.stream().map(Canary::hex).toList(),
        environment(),
        Map.of("/secrets", joined(files)),
        new ProgramSource.Attached(ProgramPackage.digestOf(program(module)), Optional.empty()));
  }

  private TreeMap<String, String> environment() {
    TreeMap<String, String> environment = new TreeMap<>();
    variables.forEach(canary -> environment.put("V" + environment.size(), canary.base64Url()));
    return environment;
  }

  private static Bytes program(String module) throws IOException {
    try (var stream = Objects.requireNonNull(CanaryIT.class.getResourceAsStream(module))) {
      return new ProgramPackage(Bytes.copyOf(stream.readAllBytes()), List.of(), Map.of(), Map.of())
          .encode();
    }
  }

  private static Bytes joined(List<Canary> canaries) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    canaries.forEach(canary -> joined.writeBytes(canary.bytes()));
    return Bytes.copyOf(joined.toByteArray());
  }

  private static Bytes turned(List<Canary> canaries) {
    return joined(canaries.stream().map(Canary::turned).toList());
  }

  /** The output of the command: the proof that all of them came to it and went back. */
  private Bytes expected() {
    String texts =
        argument.hex()
            + arguments.stream().map(Canary::hex).collect(Collectors.joining())
            + environment().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining());
    return Bytes.concat(Bytes.utf8(texts), turned(files), turned(input));
  }

  /** The three ways by which a program can be called: POST, WebSocket, and a sealed message. */
  private void call(Tenant alice, String reactor, RunningService running) throws Exception {
    VerifiedEnvironment verified = alice.verify(reactor);
    InvokeTarget target;
    try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
      Bytes module = program("mirror-calls.wasm");
      channel.authorise(launch("mirror-calls.wasm"), Optional.of(module));
      assertEquals(turned(posted), channel.invoke("mirror", joined(posted)).output());
      target = InvokeTarget.verify(channel.invokeKey(), verified.result(), channel.statement());
    }
    try (AttestedChannel channel = alice.verify(reactor).open(Channels.Way.SOCKET)) {
      assertEquals(turned(called), channel.invoke("mirror", joined(called)).output());
    }
    Operation operation = new Operation.Invoke("mirror", joined(sent));
    Identity owner = Identity.of(alice.client().identity(), Optional.empty());
    try (SentMessage sealed = target.seal(owner, FAR, operation, RANDOM)) {
      Message answer = ask(running, reactor, sealed.message());
      Outcome outcome = sealed.open(Bytes.copyOf(answer.getBody(byte[].class))).outcome();
      assertEquals(turned(sent), ((Outcome.Invoked) outcome).output());
    }
  }

  /** Plants what the host may see where nothing of a client's request would be seen in clear. */
  private void tellTheHost(RunningService running) throws Exception {
    Message refused = ask(running, message.hex(), Bytes.copyOf(message.bytes()));
    assertNotNull(refused.getStringProperty("code"));
    assertThrows(
        JMSRuntimeException.class,
        () -> {
          try (JMSContext stranger = broker(running).createContext(user.hex(), "wrong")) {
            stranger.createTemporaryQueue();
          }
        });
  }

  private static JmsConnectionFactory broker(RunningService running) {
    return new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort());
  }

  private static Message ask(RunningService running, String environment, Bytes body)
      throws Exception {
    try (JMSContext broker =
        broker(running).createContext("client", running.service().brokerPassword())) {
      TemporaryQueue replies = broker.createTemporaryQueue();
      BytesMessage question = broker.createBytesMessage();
      question.writeBytes(body.toArray());
      question.setStringProperty("environment", environment);
      question.setJMSReplyTo(replies);
      try (JMSConsumer consumer = broker.createConsumer(replies)) {
        broker.createProducer().send(broker.createQueue(QUEUE), question);
        Message answer = consumer.receive(PATIENCE_MILLIS);
        assertNotNull(answer, "no answer");
        return answer;
      }
    }
  }

  /** Every place, with what was found in it; the controls that must be found are checked here. */
  private Map<String, Set<CanarySearch.Find>> look(
      Service service, HostView view, Tenant alice, String command) throws Exception {
    Path data = service.data();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> planted =
        List.of(data.resolve("processors/alpha/control"), folder.resolve("control"));
    for (Path control : planted) {
      Files.write(control, file.bytes());
    }
    long server = service.part("server").pid();
    Map<String, Set<CanarySearch.Find>> seen = new LinkedHashMap<>();
    seen.put("memory of the server", controlled(view.memory(server), name, argument));
    // A dump has no room that was collected: the server must have had the control just now.
    alice.service().get("/environments/" + command);
    seen.put(
        "heap dump of the server",
        controlled(view.heapDump(server, folder.resolve("heap.hprof")), name));
    seen.put(
        "memory of PostgreSQL",
        controlled(view.memory(service.part("postgres").pid()), name, argument));
    seen.put("rows of the database", controlled(view.rows(), name, argument));
    seen.put(
        "files of the database",
        controlled(view.files(data.resolve("postgres"), found -> true), name));
    seen.put(
        "broker's journal", controlled(view.files(data.resolve("broker"), found -> true), message));
    seen.put("logs", controlled(view.files(data.resolve("log"), found -> true), user));
    seen.put(
        "log of the server",
        controlled(view.files(data.resolve("server/log"), found -> true), user));
    seen.put(
        "folders of the processors",
        controlled(view.files(data.resolve("processors"), found -> true), file));
    Path clients = data.resolve("people");
    seen.put("data folder", view.files(data, found -> !found.startsWith(clients)));
    seen.put(
        "temporary files",
        controlled(view.files(temporary, found -> changedSince(found, begin)), file));
    for (Path control : planted) {
      Files.delete(control);
    }
    return seen;
  }

  private static boolean changedSince(Path found, FileTime begin) {
    try {
      return Files.isReadable(found) && Files.getLastModifiedTime(found).compareTo(begin) >= 0;
    } catch (IOException e) {
      return false; // gone since, and it was there for a moment only
    }
  }

  private static Set<CanarySearch.Find> controlled(
      Set<CanarySearch.Find> finds, Canary... controls) {
    Set<Canary> found = finds.stream().map(CanarySearch.Find::canary).collect(Collectors.toSet());
    for (Canary control : controls) {
      assertTrue(found.contains(control), () -> "not found: " + control + "; but: " + finds);
    }
    return finds;
  }

  private void requireNothingButControls(Map<String, Set<CanarySearch.Find>> seen) {
    seen.forEach(
        (place, finds) ->
            assertEquals(
                List.of(),
                finds.stream().filter(find -> !controls.contains(find.canary())).toList(),
                place));
  }

  /** The program runs, and what it was told is in the processor: root can see that it is there. */
  private void requireThatTheProcessorHoldsThem(Service service, HostView view) throws IOException {
    try {
      controlled(
          view.memory(service.part("processor alpha").pid()),
          Stream.of(arguments, variables, files).flatMap(List::stream).toArray(Canary[]::new));
    } catch (AccessDeniedException e) {
      // Nobody but root can look into a processor's memory at all.
    }
  }
}
