package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.ProgramRun;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.HostService;

/** A user of the service with an account, a key and a policy: uses the SDK as anybody would. */
final class Tenant implements AutoCloseable {
  /** Accepts this service's software processors, and does not ask for audits. */
  static final String POLICY =
      """
      anchors:
        - authority: authority.pem
      platforms: [sev-snp, tdx]
      accept-unprotected-development-processor: true
      minimum-version: 0.1.0
      minimum-svn: 0
      status-max-age: 8d
      clock-skew: 2m
      audit:
        mode: ignored
        reason: these tests are about something else
      """;

  private final ConfigFolder folder;
  private final String user;
  private final String password;
  private final EnclaveClient client;
  private final HostService service;

  Tenant(ConfigFolder folder, String user, String password) throws Exception {
    this.folder = folder;
    this.user = user;
    this.password = password;
    this.client = EnclaveClient.open(folder, "default");
    Profile profile = folder.load("default");
    this.service = new HostService(profile.url(), profile.pin(), profile.token());
  }

  /** Where the command line finds the same tenant's profile, token and key. */
  ConfigFolder folder() {
    return folder;
  }

  /** The name that signs in with {@link #password}. */
  String user() {
    return user;
  }

  String password() {
    return password;
  }

  /** A file in the folder of this user's command line. */
  Path file(String name) {
    return folder.path().resolve(name);
  }

  /** What a command of the real command line did. */
  record Said(int exit, String out, String err) {}

  /** Runs {@code ./vouchsafe ARGUMENTS} as this user. */
  Said types(String... arguments) throws Exception {
    return typesWith(Bytes.EMPTY, arguments);
  }

  /** The same, and it must succeed. */
  Said typed(String... arguments) throws Exception {
    Said said = types(arguments);
    assertEquals(0, said.exit(), said.err());
    return said;
  }

  /** The same with something on standard input. */
  Said typesWith(Bytes input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of("..").toRealPath().resolve("vouchsafe").toString());
    command.addAll(List.of(arguments));
    Path in = Files.write(file(".in"), input.toArray());
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in.toFile());
    builder.environment().put("VOUCHSAFE_CONFIG", folder.path().toString());
    builder.environment().put("VOUCHSAFE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("VOUCHSAFE_NO_BUILD", "1");
    Path err = file(".err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }

  EnclaveClient client() {
    return client;
  }

  HostService service() {
    return service;
  }

  /** It is the command line's, too. */
  PolicyFile policy(String text) throws Exception {
    Path file = file("default.policy.yaml");
    Files.writeString(file, text);
    return PolicyFile.load(file);
  }

  /** A new environment with default parameters, not verified yet. */
  String establish(Optional<String> processor) throws Exception {
    Parameters parameters = Parameters.forOwner(client.identity().publicKey()).build();
    Order order = Order.of(parameters);
    return client.establish(
        new Order(order.loader(), parameters, false, Optional.empty(), processor));
  }

  VerifiedEnvironment verify(String environment) throws Exception {
    return client.verify(environment, policy(POLICY));
  }

  /** What is said when this client refuses. */
  RefusedException refused(String environment, String policy) {
    return assertThrows(RefusedException.class, () -> client.verify(environment, policy(policy)));
  }

  /** The service's identifier of a processor. */
  String processor(String name) throws Exception {
    return service().get("/processors").objects("items").stream()
        .filter(item -> item.shown("name").equals(name))
        .findFirst()
        .orElseThrow()
        .text("id");
  }

  static void authorise(AttestedChannel channel, Path program, String... arguments)
      throws Exception {
    Bytes packed =
        new ProgramPackage(Bytes.copyOf(Files.readAllBytes(program)), List.of(), Map.of(), Map.of())
            .encode();
    byte[] salt = new byte[Launch.SALT_SIZE];
    new SecureRandom().nextBytes(salt);
    Launch launch =
        new Launch(
            Bytes.copyOf(salt),
            List.of(arguments),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(ProgramPackage.digestOf(packed), Optional.empty()));
    channel.authorise(launch, Optional.of(packed));
  }

  /** What the program writes to its standard output. */
  static String run(ProgramRun run, Bytes input) throws Exception {
    run.write(input);
    run.endInput();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    run.output().transferTo(output);
    return output.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    service.close();
    client.close();
  }

  static Path example(String file) throws IOException {
    return Path.of("..", "examples").toRealPath().resolve(file);
  }
}
