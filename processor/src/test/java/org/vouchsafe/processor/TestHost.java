package org.vouchsafe.processor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.gate.GateClient;

/**
 * A host with one processor in a process of its own, an authority that enrolled it, and the gate
 * between them.
 */
final class TestHost implements AutoCloseable {
  static final SecureRandom RANDOM = new SecureRandom();

  private final Instant now = Instant.now();
  private final Validity validity =
      new Validity(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)));
  private final SigningKey rootKey = key();
  private final SigningKey intermediateKey = key();
  private final Authority root = Authority.root("test root", true, rootKey, random(16), validity);
  private final Authority intermediate =
      new Authority(
          intermediateKey,
          root.certifyIntermediate("test", intermediateKey.publicKey(), random(16), validity));
  private final Map<Bytes, BlockingQueue<Bytes>> emitted = new ConcurrentHashMap<>();
  private final Path folder = Files.createTempDirectory("vp");
  final Path home = folder.resolve("home");
  private final Path socket = folder.resolve("run/p.sock");
  private final Path output = folder.resolve("output");
  private Process process;
  private GateClient gate;
  private List<Bytes> chain = List.of();
  private String classPath = System.getProperty("java.class.path");

  TestHost() throws IOException, InterruptedException {
    start();
  }

  static SigningKey key() {
    return SigningKey.generate(SigningKey.Algorithm.P384, RANDOM);
  }

  static Bytes random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  static List<String> command(String classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    try (var flags = Main.class.getResourceAsStream("jvm-flags")) {
      new String(flags.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(command::add);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    command.addAll(List.of("-cp", classPath, "org.vouchsafe.processor.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  private void start() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                command(
                    classPath,
                    "--home",
                    home.toString(),
                    "--socket",
                    socket.toString(),
                    "--name",
                    "alpha"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    while (!output().contains("ready ")) {
      if (!process.isAlive()) {
        throw new AssertionError("the processor ended: " + output());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    LinkedBlockingQueue<Boolean> connected = new LinkedBlockingQueue<>();
    gate = GateClient.open(socket, new Exits(), () -> connected.add(true));
    connected.take();
  }

  private final class Exits implements ExitGate {
    @Override
    public void emit(AreaId area, Bytes handle, Bytes record) {
      emitted(handle).add(record);
    }

    @Override
    public void ended(AreaId area, Code reason) {}
  }

  BlockingQueue<Bytes> emitted(Bytes handle) {
    return emitted.computeIfAbsent(handle, h -> new LinkedBlockingQueue<>());
  }

  String output() throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }

  GateClient gate() {
    return gate;
  }

  long pid() {
    return process.pid();
  }

  Path socket() {
    return socket;
  }

  /** Certifies what the processor asks for, and waits until it has seen it. */
  TestHost enrol() throws Exception {
    EnrolmentRequest request =
        EnrolmentRequest.parse(Bytes.copyOf(Files.readAllBytes(home.resolve("enrolment-request"))));
    Certificate certificate =
        intermediate.certifyProcessor(
            request.claims(), request.processorKey(), random(16), validity);
    chain = List.of(certificate.der(), intermediate.certificate().der());
    StringBuilder pem = new StringBuilder();
    for (Bytes der : chain) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(der.toArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    Path fresh = Files.writeString(home.resolve("chain.pem.new"), pem.toString());
    Files.move(fresh, home.resolve("chain.pem"), StandardCopyOption.ATOMIC_MOVE);
    while (gate.describe().get().chain().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return this;
  }

  Endorsements endorsements() {
    Instant next = now.plus(Duration.ofDays(7));
    return new Endorsements(
        chain,
        List.of(),
        List.of(
            root.revocationList(1, now, next, Map.of()),
            intermediate.revocationList(1, now, next, Map.of())),
        List.of(),
        List.of());
  }

  Policy policy(ReferenceValues expected) throws Exception {
    return Policy.builder()
        .root(root.certificate().der())
        .acceptUnprotectedDevelopmentProcessor()
        .minimumVersion(new org.vouchsafe.attestation.certificate.SoftwareVersion("0.1.0"))
        .minimumSvn(1)
        .maxStatusAge(Duration.ofDays(2))
        .ignoreAudits("these tests are about areas")
        .referenceValues(expected)
        .build();
  }

  /** Ends the process without a word, and starts another one with the same keys. */
  void kill() throws IOException, InterruptedException, ExecutionException {
    process.destroyForcibly().waitFor();
    gate.close();
    Files.delete(output);
    start();
  }

  /** Another start of the same processor, with one more file among its software. */
  void update() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    gate.close();
    Files.delete(output);
    Path more = Files.createDirectory(folder.resolve("more"));
    Files.writeString(more.resolve("update"), "one more file");
    classPath = System.getProperty("java.class.path") + File.pathSeparator + more;
    start();
  }

  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    gate.close();
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    }
  }

  static void makePrivate(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }
}
