package org.vouchsafe.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.LineagePins;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.SealedMessages;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.message.Broker;
import org.vouchsafe.client.message.MessageConveyance;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.EnvironmentRecord;
import org.vouchsafe.client.profile.EnvironmentRecords;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.profile.StatusNumbers;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.RestConveyance;
import org.vouchsafe.client.service.ServiceException;

/**
 * A client of one hosting service in one user's name: establishes environments, verifies them, and
 * opens channels to verified ones.
 *
 * <pre>{@code
 * try (EnclaveClient client = EnclaveClient.open(config, "default")) {
 *   String environment = client.establish(Order.of(parameters));
 *   try (AttestedChannel channel = client.verify(environment, policy).open(Way.POST)) {
 *     channel.authorise(launch, Optional.of(program));
 *     Bytes output = channel.invoke("main", input).output();
 *   }
 * }
 * }</pre>
 *
 * <p>Three things can go wrong: this client refuses ({@link RefusedException}), the service or the
 * processor refuses ({@link ServiceException}), or nothing answers ({@link IOException}).
 */
public final class EnclaveClient implements AutoCloseable {
  private final Conveyance service;
  private final SigningKey identity;
  private final EnvironmentRecords records;
  private final SecureRandom random;
  private final JobWait jobs;
  private final EvidenceExchange evidence;
  private Consumer<String> steps = step -> {};

  /**
   * @param identity the owner's key, or a delegate's
   * @param records what was seen of environments; written before anything rests on it
   * @param numbers what was seen of revocation status
   */
  public EnclaveClient(
      Conveyance service,
      SigningKey identity,
      EnvironmentRecords records,
      StatusNumbers numbers,
      Clock clock,
      SecureRandom random) {
    this.service = service;
    this.identity = identity;
    this.records = records;
    this.random = random;
    this.jobs = new JobWait(service);
    this.evidence = new EvidenceExchange(service, jobs, numbers, clock);
  }

  /** A client with everything from a profile. */
  public static EnclaveClient open(ConfigFolder folder, String profileName)
      throws IOException, MalformedException {
    return open(folder, profileName, Clock.systemUTC(), new SecureRandom());
  }

  /** The same with another clock; certificates are judged by it. */
  public static EnclaveClient open(
      ConfigFolder folder, String profileName, Clock clock, SecureRandom random)
      throws IOException, MalformedException {
    Profile profile = folder.load(profileName);
    return new EnclaveClient(
        new RestConveyance(new HostService(profile.url(), profile.pin(), profile.token())),
        IdentityFile.read(profile.identity()),
        folder.records(profileName),
        folder.statusNumbers(profileName),
        clock,
        random);
  }

  /**
   * A client that asks by signed messages alone, by a broker's connection of the program's own. The
   * profile's key must be registered with the account.
   *
   * @param account {@code acc_…}
   */
  public static EnclaveClient byMessages(
      ConfigFolder folder, String profileName, String account, Broker broker)
      throws IOException, MalformedException {
    return byMessages(folder, profileName, account, broker, Clock.systemUTC(), new SecureRandom());
  }

  /** The same with another clock. */
  public static EnclaveClient byMessages(
      ConfigFolder folder,
      String profileName,
      String account,
      Broker broker,
      Clock clock,
      SecureRandom random)
      throws IOException, MalformedException {
    SigningKey identity = IdentityFile.read(folder.load(profileName).identity());
    return new EnclaveClient(
        new MessageConveyance(broker, account, identity, clock, random),
        identity,
        folder.records(profileName),
        folder.statusNumbers(profileName),
        clock,
        random);
  }

  /** Has each step told to {@code listener} before it is taken, in a few words. */
  public EnclaveClient telling(Consumer<String> listener) {
    steps = listener;
    return this;
  }

  public EnvironmentRecords records() {
    return records;
  }

  public SigningKey identity() {
    return identity;
  }

  /**
   * Has an environment set up and waits until it is. Nothing is verified yet.
   *
   * @return its name at the service
   */
  public String establish(Order order) throws ServiceException, RefusedException, IOException {
    order.loader().requireSupported();
    order.parameters().requireSupported();
    steps.accept("Ordering an environment");
    JsonObject.Builder wish =
        JsonObject.build()
            .put("loader", order.loader().toString())
            .put("pool", order.pooled())
            .put("name", order.name())
            .put("processor", order.processor());
    if (!order.pooled()) {
      wish.put("parameters", order.parameters().encode());
    }
    JsonObject answer = service.establish(wish.done(), freshName());
    String environment = JobWait.named(answer, "environment");
    adopt(environment, order);
    steps.accept("Waiting for " + environment);
    jobs.done(JobWait.named(answer, "job"));
    return environment;
  }

  /**
   * Takes over an environment that was ordered elsewhere, in the portal: from now on this client
   * expects it to be {@code order}, and claims it when it first opens a channel. Nothing is
   * verified yet, and an environment that is not that order will be refused.
   */
  public void adopt(String environment, Order order) throws RefusedException, IOException {
    if (records.find(environment).isPresent()) {
      // A new record would forget what was seen of it, and begin its request numbers again.
      throw RefusedException.of(
          Code.CONFLICT, "record of " + environment, "none", "it is this client's already");
    }
    Bytes nonce = random(Lineage.NONCE_SIZE);
    records.create(
        new EnvironmentRecord(
            environment,
            order.loader().toString(),
            order.parameters().encode(),
            order.pooled(),
            order.parameters().ownerKey().spki(),
            Optional.of(nonce),
            Lineage.of(order.parameters().ownerKey(), nonce).value(),
            Optional.empty(),
            Optional.empty(),
            0));
  }

  /**
   * Asks an environment of this client for evidence and judges it. What it must be is what was
   * ordered, and what was seen of it before.
   */
  public VerifiedEnvironment verify(String environment, PolicyFile policy)
      throws ServiceException, RefusedException, IOException {
    EnvironmentRecord record = record(environment);
    ClientHello.Mode mode =
        record.pins().isEmpty() && record.credential().isEmpty()
            ? ClientHello.Mode.CLAIM
            : ClientHello.Mode.ATTACH;
    try {
      return verify(record, policy, mode);
    } catch (RefusedException | ServiceException e) {
      // The claim may have been made already and its answer lost; then the lineage is ours, and
      // attaching, which insists on that, succeeds.
      if (mode == ClientHello.Mode.CLAIM && isBound(e)) {
        return verify(record, policy, ClientHello.Mode.ATTACH);
      }
      throw e;
    }
  }

  private static boolean isBound(Exception e) {
    return e instanceof RefusedException refused
        ? refused.code() == Code.ALREADY_BOUND
        : e instanceof ServiceException answered && answered.code().equals("ALREADY_BOUND");
  }

  private VerifiedEnvironment verify(
      EnvironmentRecord record, PolicyFile policy, ClientHello.Mode mode)
      throws ServiceException, RefusedException, IOException {
    try {
      Parameters parameters = Parameters.parse(record.parameters());
      Optional<ClientHello.Bind> bind =
          record.pooled() && mode == ClientHello.Mode.CLAIM
              ? Optional.of(ClientHello.Bind.to(parameters))
              : Optional.empty();
      ClientHello hello =
          hello(mode, record.lineageNonce().orElseGet(() -> random(Lineage.NONCE_SIZE)), bind);
      return verify(record.environment(), hello, policy, record.expected(mode));
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /**
   * Asks any environment for evidence, also one that is not this client's, and judges it by {@code
   * policy} and what is {@code expected} alone. No channel can be opened from it unless it is this
   * client's.
   */
  public VerifiedEnvironment verify(String environment, PolicyFile policy, ReferenceValues expected)
      throws ServiceException, RefusedException, IOException {
    EnvironmentRecords.requireName(environment);
    return verify(
        environment,
        hello(ClientHello.Mode.ATTACH, random(Lineage.NONCE_SIZE), Optional.empty()),
        policy,
        expected);
  }

  private VerifiedEnvironment verify(
      String environment, ClientHello hello, PolicyFile policy, ReferenceValues expected)
      throws ServiceException, RefusedException, IOException {
    EvidenceExchange.Verified verified =
        evidence.verify(
            environment, hello, policy.expecting(expected), policy.auditorServers(), steps);
    return new VerifiedEnvironment(environment, verified.result(), verified.bundle(), this);
  }

  AttestedChannel open(VerifiedEnvironment verified, Channels.Way way)
      throws ServiceException, RefusedException, IOException {
    String environment = verified.environment();
    steps.accept("Opening a channel to " + environment);
    return Channels.open(
        service,
        environment,
        verified.result(),
        identity,
        credential(record(environment)),
        random,
        way,
        statement -> remember(environment, statement),
        () -> records.takeRequestNumber(environment));
  }

  /**
   * Messages to an environment that need no session of their own. One is opened, after verifying
   * the environment by {@code policy}, when the first message needs a key, and again when the key
   * was superseded.
   */
  public SealedMessages messages(String environment, PolicyFile policy)
      throws RefusedException, IOException {
    return new SealedMessages(
        service,
        environment,
        new Identity(identity, credential(record(environment))),
        random,
        () -> invokeTarget(environment, policy),
        () -> records.takeRequestNumber(environment));
  }

  private InvokeTarget invokeTarget(String environment, PolicyFile policy)
      throws ServiceException, RefusedException, IOException {
    VerifiedEnvironment verified = verify(environment, policy);
    try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
      return InvokeTarget.verify(channel.invokeKey(), verified.result(), channel.statement());
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** Durable before the channel is used: a second instance is noticed from now on. */
  private void remember(String environment, Statement.Session statement)
      throws RefusedException, IOException {
    Optional<LineagePins> before = record(environment).pins();
    LineagePins now =
        before.isPresent() ? before.get().accept(statement) : LineagePins.first(statement);
    if (!before.equals(Optional.of(now))) {
      records.update(environment, record -> record.withPins(now));
    }
  }

  private static Optional<Credential> credential(EnvironmentRecord record) throws RefusedException {
    try {
      return record.credential().isEmpty()
          ? Optional.empty()
          : Optional.of(Credential.parse(record.credential().get()));
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /**
   * Signs a credential for {@code delegate}; only the owner's identity can.
   *
   * @param generation the credential is revoked when the environment's rises above it
   */
  public Introduction introduce(
      String environment, VerifyingKey delegate, Set<Right> rights, long generation)
      throws RefusedException, IOException {
    EnvironmentRecord record = record(environment);
    if (!identity.publicKey().spki().equals(record.ownerKey())) {
      throw RefusedException.of(
          Code.NOT_OWNER, "identity", "the owner's key", identity.publicKey().toString());
    }
    Credential credential =
        Credential.issue(
            identity,
            delegate,
            new Lineage(record.lineage()),
            rights,
            records.takeRequestNumber(environment),
            generation);
    return new Introduction(
        environment, record.loader(), record.parameters(), record.pooled(), credential);
  }

  /**
   * Takes an environment into the records that somebody else owns.
   *
   * @throws RefusedException when the credential is for another key, or not signed by the owner
   *     that the parameters name
   */
  public void accept(Introduction introduction) throws RefusedException, IOException {
    Credential credential = introduction.credential();
    try {
      Parameters parameters = Parameters.parse(introduction.parameters());
      Identity.of(identity, Optional.of(credential));
      credential.verify(parameters.ownerKey(), credential.lineage(), 0);
      if (records.find(introduction.environment()).isPresent()) {
        throw RefusedException.of(
            Code.CONFLICT, "record of " + introduction.environment(), "none", "there is one");
      }
      records.create(introduction.record());
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** Has an environment ended; its memory is zeroed. */
  public void terminate(String environment, boolean wait)
      throws ServiceException, RefusedException, IOException {
    EnvironmentRecords.requireName(environment);
    JsonObject answer = service.terminate(environment);
    if (wait) {
      jobs.done(JobWait.named(answer, "job"));
      records.forget(environment);
    }
  }

  private EnvironmentRecord record(String environment) throws IOException {
    return records
        .find(environment)
        .orElseThrow(
            () ->
                new IOException(
                    "This computer has no record of "
                        + environment
                        + ": it was not established from this profile, and no credential for it"
                        + " was accepted here"));
  }

  private ClientHello hello(
      ClientHello.Mode mode, Bytes lineageNonce, Optional<ClientHello.Bind> bind) {
    return new ClientHello(
        List.of(ClientHello.SUITE_1),
        random(ClientHello.NONCE_SIZE),
        mode,
        Optional.empty(),
        lineageNonce,
        bind);
  }

  private String freshName() {
    return random(16).hex();
  }

  private Bytes random(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  @Override
  public void close() {
    service.close();
  }
}
