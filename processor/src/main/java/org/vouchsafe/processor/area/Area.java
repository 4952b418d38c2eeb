package org.vouchsafe.processor.area;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.AreaHandshake;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.PendingSession;
import org.vouchsafe.channel.message.InvokeKey;
import org.vouchsafe.channel.message.ReceivedMessage;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.processor.wasm.Engine;

/**
 * One protected memory area, from activation to destruction. Its state is the truth that evidence
 * and statements repeat; the host only names it and carries bytes.
 *
 * <p>Its lock covers ownership, handshakes and the list of sessions, and is never held while a
 * program runs or a socket is written to.
 */
public final class Area {
  private static final long FIRST_EPOCH = 1;

  private final AreaId id;
  private final Bytes instanceId;
  private final ActivationState activation;
  private final SigningKey instanceKey;
  private final Supplier<Optional<Certification>> certification;
  private final SecureRandom random;
  private final Executor executor;
  private final HalfOpen handshakes = new HalfOpen();
  private final Requests requests = new Requests();
  private final Workload workload;
  private final Sessions sessions;
  private Optional<Bound> bound;
  private Optional<Lineage> lineage = Optional.empty();
  private Optional<InvokeKey> invokeKey = Optional.empty();
  private long generation;
  private boolean destroyed;

  /**
   * Activates an area: nothing of an earlier one is in it, since every part of it is new.
   *
   * @param id never used before
   * @param certification empty while the processor is not enrolled
   * @param executor runs short tasks
   * @throws RefusedException UNSUPPORTED_VERSION, TOO_LARGE for parameters that are not supported
   */
  public Area(
      AreaId id,
      ActivationState activation,
      Supplier<Optional<Certification>> certification,
      Engine engine,
      Executor executor,
      SecureRandom random)
      throws RefusedException {
    this.id = id;
    this.activation = activation;
    this.certification = certification;
    this.executor = executor;
    this.random = random;
    this.instanceId = random(EvidenceClaims.INSTANCE_ID_SIZE);
    this.instanceKey = SigningKey.generate(SigningKey.Algorithm.P256, random);
    this.workload = new Workload(engine);
    this.sessions = new Sessions(workload);
    this.bound =
        activation instanceof ActivationState.MadeToOrder(Loader loader, Parameters parameters)
            ? Optional.of(Bound.of(loader, parameters))
            : Optional.empty();
  }

  private Bytes random(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  public AreaId id() {
    return id;
  }

  /** What the host may know. */
  public synchronized AreaDescription describe() {
    return new AreaDescription(
        id,
        instanceId,
        activation.id().value(),
        org.vouchsafe.gate.AreaState.valueOf(state().name()),
        bound.map(Bound::environmentId).map(EnvironmentId::value),
        workload.loaded().map(Workload.Loaded::programDigest),
        sessions.count(),
        workload.isRunning());
  }

  private AreaState state() {
    if (bound.isEmpty()) {
      return AreaState.UNBOUND;
    }
    return lineage.isEmpty() ? AreaState.UNCLAIMED : AreaState.HOLDER;
  }

  /**
   * Makes evidence for M1.
   *
   * @return M2
   * @throws RefusedException UNAVAILABLE while the processor is not enrolled; DEVICE_MISMATCH,
   *     BINDING_MISMATCH, ALREADY_BOUND, CONFLICT, UNSUPPORTED_VERSION
   */
  public Bytes attest(Bytes m1) throws MalformedException, RefusedException {
    Certification own =
        certification
            .get()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.UNAVAILABLE,
                        "processor certificate",
                        "one by an authority",
                        "none yet: this processor waits for its enrolment"));
    AreaHandshake handshake = AreaHandshake.open(m1, random);
    try {
      requireDevice(handshake.hello(), own.signer().certificate().claims());
      Optional<Bound> shown = binding(handshake.hello());
      Instant now = Instant.now();
      Bytes certificate =
          own.signer()
              .attest(
                  claims(handshake, shown, own),
                  instanceKey.publicKey(),
                  random(16),
                  later(now.minus(5, ChronoUnit.MINUTES), own.validity().notBefore()),
                  earlier(now.plus(1, ChronoUnit.DAYS), own.validity().notAfter()));
      Bytes m2 = handshake.attested(certificate, own.statementCertificate());
      synchronized (this) {
        requireAlive();
        handshakes.add(new HalfOpen.Entry(handshake, shown, System.nanoTime()));
      }
      return m2;
    } catch (MalformedException | RefusedException | RuntimeException e) {
      handshake.close();
      throw e;
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static void requireDevice(ClientHello hello, ProcessorClaims own)
      throws RefusedException {
    if (hello.wantDevice().isPresent()
        && !hello.wantDevice().get().equals(own.deviceId().value())) {
      throw RefusedException.of(
          Code.DEVICE_MISMATCH,
          "device that was asked for",
          hello.wantDevice().get().hex(),
          own.deviceId().hex());
    }
  }

  /** What this area is bound to, or what the hello proposes where it is bound to nothing. */
  private Optional<Bound> binding(ClientHello hello) throws MalformedException, RefusedException {
    Optional<Bound> there;
    synchronized (this) {
      requireAlive();
      there = bound;
    }
    if (hello.bind().isEmpty()) {
      return there;
    }
    Bound proposed = Bound.of(activation.loader(), hello.bind().get().read());
    requireBinding(proposed);
    return Optional.of(proposed);
  }

  private synchronized void requireBinding(Bound proposed) throws RefusedException {
    if (bound.isPresent() && !bound.get().binding().equals(proposed.binding())) {
      throw RefusedException.of(
          activation instanceof ActivationState.Unbound
              ? Code.ALREADY_BOUND
              : Code.BINDING_MISMATCH,
          "binding",
          bound.get().binding().hex(),
          proposed.binding().hex());
    }
  }

  private synchronized EvidenceClaims claims(
      AreaHandshake handshake, Optional<Bound> shown, Certification own) throws RefusedException {
    if (shown.isPresent()) {
      // Since the hello was read, somebody else may have bound the area.
      requireBinding(shown.get());
    }
    ProcessorClaims processor = own.signer().certificate().claims();
    Optional<Workload.Loaded> program = workload.loaded();
    return new EvidenceClaims(
        processor.platform(),
        processor.deviceId(),
        processor.version(),
        processor.svn(),
        activation.id(),
        activation.loader().digest(),
        shown.map(Bound::environmentId),
        shown.map(Bound::binding),
        lineage,
        instanceId,
        state(),
        lineage.isPresent() ? FIRST_EPOCH : 0,
        0,
        head(),
        program.map(Workload.Loaded::programDigest),
        program.flatMap(Workload.Loaded::signer),
        program.map(Workload.Loaded::launchDigest),
        shown.map(to -> to.parameters().authority()),
        own.auditUri(),
        handshake.suite(),
        handshake.channelKey(),
        EvidenceClaims.helloDigest(handshake.m1()),
        handshake.nonceE());
  }

  /** Until there are checkpoints, the head of a lineage is its beginning. */
  private Optional<Bytes> head() {
    return lineage.flatMap(life -> bound.map(to -> life.genesisHead(to.environmentId())));
  }

  /** Takes M3 of a half-open handshake, or records of a session; see the entry gate. */
  public CompletableFuture<List<Bytes>> deliver(Bytes handle, List<Bytes> frames) {
    Optional<AreaSession> session;
    boolean halfOpen;
    synchronized (this) {
      session = sessions.find(handle);
      halfOpen = handshakes.has(handle);
    }
    CompletableFuture<List<Bytes>> answer = new CompletableFuture<>();
    if (session.isPresent()) {
      AreaSession found = session.get();
      found.tasks().add(() -> new Conversation(this, found).receive(frames, answer));
    } else if (halfOpen) {
      executor.execute(() -> finish(handle, frames, answer));
    } else {
      answer.completeExceptionally(
          RefusedException.of(Code.NOT_FOUND, "handle", "one of this area", "none that is open"));
    }
    return answer;
  }

  private void finish(Bytes handle, List<Bytes> frames, CompletableFuture<List<Bytes>> answer) {
    try {
      if (frames.size() != 1) {
        throw new MalformedException("client finish", "is not one frame");
      }
      answer.complete(List.of(accept(handle, frames.get(0))));
    } catch (MalformedException e) {
      answer.completeExceptionally(e.asRefusal());
    } catch (RefusedException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  /**
   * The one place where an area is bound and claimed. All of it is under the lock, from reading who
   * speaks to the signed statement, so that of two claims exactly one is true.
   */
  private synchronized Bytes accept(Bytes handle, Bytes m3)
      throws MalformedException, RefusedException {
    requireAlive();
    HalfOpen.Entry entry =
        handshakes
            .take(handle, System.nanoTime())
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.STALE_NONCE, "handshake", "one that is open", "one that is over"));
    Bound to = requireSameBinding(entry);
    Certification own =
        certification
            .get()
            .orElseThrow(() -> new IllegalStateException("attested without a certificate"));
    Ownership ownership = new Ownership(to.parameters().ownerKey(), lineage, generation);
    try (PendingSession pending = entry.handshake().receive(m3, ownership)) {
      sessions.requireRoom(to.parameters().sessions());
      Lineage life = pending.lineage();
      Statement.Session statement = statement(to, life, pending.transcript());
      PendingSession.Established established =
          pending.establish(statement, own.statementKey(), System::nanoTime);
      if (lineage.isEmpty()) {
        bound = Optional.of(to);
        lineage = Optional.of(life);
        invokeKey = Optional.of(InvokeKey.generate(life, FIRST_EPOCH, random));
        // Every other claim that is half open now meets ALREADY_BOUND.
      }
      sessions.add(new AreaSession(id, handle, pending.peer(), m3, established, executor));
      return established.m4();
    }
  }

  private Bound requireSameBinding(HalfOpen.Entry entry) throws RefusedException {
    Bound shown =
        entry
            .bound()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.BINDING_MISMATCH, "binding", "one in the hello", "none"));
    requireBinding(shown);
    return shown;
  }

  private Statement.Session statement(Bound to, Lineage life, Bytes transcript) {
    Optional<Workload.Loaded> program = workload.loaded();
    return new Statement.Session(
        activation.id(),
        to.environmentId(),
        to.binding(),
        life,
        instanceId,
        AreaState.HOLDER,
        FIRST_EPOCH,
        0,
        life.genesisHead(to.environmentId()),
        program.map(Workload.Loaded::programDigest),
        program.map(Workload.Loaded::launchDigest),
        to.parameters().authority(),
        transcript);
  }

  /** See the entry gate. */
  public void subscribe(Bytes handle, ExitGate transport) throws RefusedException {
    find(handle).subscribe(transport);
  }

  /** See the entry gate; a session that is over has no transport, and that is all right. */
  public void unsubscribe(Bytes handle, ExitGate transport) {
    Optional<AreaSession> session;
    synchronized (this) {
      session = sessions.find(handle);
    }
    session.ifPresent(found -> found.unsubscribe(transport));
  }

  private synchronized AreaSession find(Bytes handle) throws RefusedException {
    return sessions
        .find(handle)
        .orElseThrow(
            () -> RefusedException.of(Code.NOT_FOUND, "handle", "a session of this area", "none"));
  }

  /** Takes a message without a session (EHS-1A); completes with the sealed reply. */
  public CompletableFuture<Bytes> message(Bytes sealed) {
    CompletableFuture<Bytes> answer = new CompletableFuture<>();
    executor.execute(
        () -> {
          try {
            receive(sealed, answer);
          } catch (MalformedException e) {
            answer.completeExceptionally(e.asRefusal());
          } catch (RefusedException | RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  private void receive(Bytes sealed, CompletableFuture<Bytes> answer)
      throws MalformedException, RefusedException {
    InvokeKey key;
    Ownership ownership;
    synchronized (this) {
      requireAlive();
      key =
          invokeKey.orElseThrow(
              () ->
                  RefusedException.of(
                      Code.CONFLICT, "environment", "a claimed one", "an unclaimed one"));
      ownership = ownership();
    }
    ReceivedMessage message = key.open(sealed, ownership);
    CompletableFuture<Void> unused =
        new Service(this, message.peer(), Optional.empty())
            .serve(message.request(), message.digest())
            .outcome()
            .thenAccept(
                outcome -> {
                  Reply reply = new Reply(message.request().id(), FIRST_EPOCH, 0, outcome);
                  try (message) {
                    answer.complete(message.reply(reply, random));
                  }
                });
  }

  // What the services of this area need.

  synchronized Ownership ownership() {
    return new Ownership(bound().parameters().ownerKey(), lineage, generation);
  }

  synchronized Bound bound() {
    return bound.orElseThrow(() -> new IllegalStateException("an unbound area serves nobody"));
  }

  Requests requests() {
    return requests;
  }

  Workload workload() {
    return workload;
  }

  Sessions sessions() {
    return sessions;
  }

  long epoch() {
    return FIRST_EPOCH;
  }

  synchronized long generation() {
    return generation;
  }

  /** The signed statement that hands out the invoke key. */
  synchronized Bytes invokeStatement() throws RefusedException {
    requireAlive();
    Certification own =
        certification.get().orElseThrow(() -> new IllegalStateException("no certificate"));
    return new Statement.Invoke(
            bound().environmentId(),
            lineage.orElseThrow(),
            instanceId,
            FIRST_EPOCH,
            workload.loaded().map(Workload.Loaded::programDigest),
            invokeKey.orElseThrow().publicKey())
        .sign(own.statementKey());
  }

  /**
   * Raises the least generation of a valid credential and ends the sessions below it.
   *
   * @throws RefusedException CONFLICT for a generation that is not higher
   */
  void revoke(long least) throws RefusedException {
    synchronized (this) {
      if (least <= generation) {
        throw RefusedException.of(
            Code.CONFLICT, "generation", "more than " + generation, "" + least);
      }
      generation = least;
    }
    sessions.revoke(least);
  }

  /** Drops handshakes that nobody finished. */
  public synchronized void expire() {
    handshakes.expire(System.nanoTime());
  }

  /** Ends and overwrites everything. Completes when nothing of this area runs any more. */
  public CompletableFuture<Void> destroy() {
    synchronized (this) {
      destroyed = true;
      handshakes.clear();
      invokeKey.ifPresent(InvokeKey::close);
      invokeKey = Optional.empty();
    }
    sessions.closeAll();
    requests.clear();
    return workload.destroy();
  }

  private void requireAlive() throws RefusedException {
    if (destroyed) {
      throw RefusedException.of(Code.NOT_FOUND, "area", "one that is there", "one that ended");
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Area[%s]", id);
  }
}
