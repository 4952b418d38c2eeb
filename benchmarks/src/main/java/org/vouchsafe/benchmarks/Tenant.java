package org.vouchsafe.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.RestConveyance;
import org.vouchsafe.launcher.Service;

/** An account with every role that is measured, and an owner's key. */
final class Tenant implements AutoCloseable {
  private static final Duration STATUS_AGE = Duration.ofDays(8);

  private final HostService service;
  private final SigningKey owner;
  private final Parameters parameters;
  private final Verifier verifier;
  private final SecureRandom random = new SecureRandom();
  private final Queue<String> environments = new ConcurrentLinkedQueue<>();

  private Tenant(HostService service, SigningKey owner, Parameters parameters, Policy policy) {
    this.service = service;
    this.owner = owner;
    this.parameters = parameters;
    this.verifier = new Verifier(policy);
  }

  static Tenant of(Service running) throws Exception {
    SecureRandom random = new SecureRandom();
    SigningKey owner = SigningKey.generate(SigningKey.Algorithm.ED25519, random);
    Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
    List<String> first = Files.readAllLines(running.data().resolve("first-operator"));
    byte[] drawn = new byte[24];
    random.nextBytes(drawn);
    String password = Bytes.copyOf(drawn).base64Url();
    try (HostService operator = signedIn(running, first.get(0), first.get(1))) {
      operator.post(
          "/accounts",
          JsonObject.build()
              .put("name", "benchmark")
              .put("user", "benchmark")
              .put("password", password)
              .put("roles", List.of("client", "operator"))
              .done());
    }
    return new Tenant(
        signedIn(running, "benchmark", password), owner, parameters, policy(running, parameters));
  }

  private static HostService signedIn(Service running, String user, String password)
      throws Exception {
    try (HostService nobody = new HostService(running.url(), running.pin(), Optional.empty())) {
      JsonObject login =
          nobody.post(
              "/login", JsonObject.build().put("user", user).put("password", password).done());
      return new HostService(running.url(), running.pin(), Optional.of(login.text("token")));
    }
  }

  private static Policy policy(Service running, Parameters parameters) throws Exception {
    String root = Files.readString(running.authorityRoot(), StandardCharsets.US_ASCII);
    return Policy.builder()
        .root(Pem.read(Pem.CERTIFICATE, root, "root").get(0))
        .acceptUnprotectedDevelopmentProcessor()
        .minimumVersion(new SoftwareVersion("0.1.0"))
        .minimumSvn(0)
        .maxStatusAge(STATUS_AGE)
        .clockSkew(Duration.ofMinutes(2))
        .ignoreAudits("what is measured is the way to verified evidence, with no auditor at hand")
        .referenceValues(ReferenceValues.madeToOrder(Loader.STANDARD_1, parameters))
        .build();
  }

  HostService service() {
    return service;
  }

  /** With nothing verified before. */
  Verifier fresh() {
    return new Verifier(verifier.policy());
  }

  /** With every chain verified that it has seen before. */
  Verifier caching() {
    return verifier;
  }

  /** Asks for an environment and its evidence in one job, and verifies it. */
  Established establish(Verifier by, Optional<String> processor) throws Exception {
    ClientHello hello =
        new ClientHello(
            List.of(ClientHello.SUITE_1),
            drawn(ClientHello.NONCE_SIZE),
            ClientHello.Mode.CLAIM,
            Optional.empty(),
            drawn(32),
            Optional.empty());
    JsonObject asked =
        service.postOnce(
            "/environments",
            JsonObject.build()
                .put("loader", "standard/1")
                .put("parameters", parameters.encode())
                .put("processor", processor)
                .put("m1", hello.encode())
                .done(),
            drawn(16).hex());
    String environment = asked.object("environment").text("id");
    environments.add(environment);
    JsonObject evidence = done(asked.object("job").text("id")).object("result");
    AttestationResult result =
        by.verify(
            hello,
            evidence.bytes("m2"),
            Endorsements.parse(evidence.bytes("endorsements")),
            Clock.systemUTC().instant());
    return new Established(environment, result);
  }

  record Established(String environment, AttestationResult result) {}

  /** An empty job through the same queue. */
  void probe(String processor) throws Exception {
    JsonObject asked =
        service.post("/processors/" + processor + "/probe", JsonObject.build().done());
    done(asked.object("job").text("id"));
  }

  private JsonObject done(String job) throws Exception {
    while (true) {
      JsonObject state = service.get("/jobs/" + job + "?wait=20");
      switch (state.text("state")) {
        case "DONE" -> {
          return state;
        }
        case "FAILED" -> throw new IOException("a job failed: " + state.compact());
        default -> {
          // held for as long as the service holds a request; ask again
        }
      }
    }
  }

  AttestedChannel open(Established established) throws Exception {
    AtomicLong requests = new AtomicLong();
    return Channels.open(
        new RestConveyance(service),
        established.environment(),
        established.result(),
        owner,
        Optional.empty(),
        random,
        Channels.Way.POST,
        statement -> {},
        requests::incrementAndGet);
  }

  Bytes drawn(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  /** Ends what was established, so that the next figure starts where the last one did. */
  void clear() throws Exception {
    for (String id = environments.poll(); id != null; id = environments.poll()) {
      done(service.delete("/environments/" + id).object("job").text("id"));
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
