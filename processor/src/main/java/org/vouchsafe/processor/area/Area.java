package org.vouchsafe.processor.area;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.AreaHandshake;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.PendingSession;
import org.vouchsafe.channel.message.InvokeKey;
import org.vouchsafe.channel.message.ReceivedMessage;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.AreaState;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.processor.wasm.Engine;

/**
 * One protected memory area, from activation to destruction. Its {@link Standing} is the truth that
 * evidence and statements repeat; the host only names it and carries bytes.
 *
 * <p>Its lock covers standing, handshakes and the admission of sessions, and is never held while a
 * program runs or a socket is written to.
 */
public final class Area {
  private final AreaId id;
  private final Standing standing;
  private final SigningKey instanceKey;
  private final Supplier<Optional<Certification>> certification;
  private final SecureRandom random;
  private final Executor executor;
  private final HalfOpen handshakes = new HalfOpen();
  private final Requests requests = new Requests();
  private final Workload workload;
  private final Sessions sessions;

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
    this.certification = certification;
    this.executor = executor;
    this.random = random;
    this.standing = new Standing(activation, random(EvidenceClaims.INSTANCE_ID_SIZE));
    this.instanceKey = SigningKey.generate(SigningKey.Algorithm.P256, random);
    this.workload = new Workload(engine);
    this.sessions = new Sessions(workload);
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
        standing.instanceId(),
        standing.activation().id().value(),
        AreaState.valueOf(standing.state().name()),
        standing.environmentId().map(EnvironmentId::value),
        workload.loaded().map(Workload.Loaded::programDigest),
        sessions.count(),
        workload.isRunning());
  }

  /**
   * Makes evidence for M1.
   *
   * @return M2
   * @throws RefusedException UNAVAILABLE while the processor is not enrolled; DEVICE_MISMATCH,
   *     BINDING_MISMATCH, ALREADY_BOUND, UNSUPPORTED_VERSION
   */
  public Bytes attest(Bytes m1) throws MalformedException, RefusedException {
    Certification own = certification();
    AreaHandshake handshake = AreaHandshake.open(m1, random);
    try {
      requireDevice(handshake.hello(), own.signer().certificate().claims());
      Optional<Bound> proposed = proposed(handshake.hello());
      EvidenceClaims claims;
      Optional<Bound> shown;
      synchronized (this) {
        standing.requireAlive();
        claims = standing.claims(handshake, proposed, workload.loaded(), own);
        shown = standing.shown(proposed);
      }
      // Signing takes a millisecond or two: not under the lock. Whether what was signed still
      // holds when the client answers is decided then.
      Bytes m2 = handshake.attested(certify(claims, own), own.statementCertificate());
      synchronized (this) {
        standing.requireAlive();
        handshakes.add(new HalfOpen.Entry(handshake, shown, System.nanoTime()));
      }
      return m2;
    } catch (MalformedException | RefusedException | RuntimeException e) {
      handshake.close();
      throw e;
    }
  }

  private Certification certification() throws RefusedException {
    return certification
        .get()
        .orElseThrow(
            () ->
                RefusedException.of(
                    Code.UNAVAILABLE,
                    "processor certificate",
                    "one by an authority",
                    "none yet: this processor waits for its enrolment"));
  }

  private Bytes certify(EvidenceClaims claims, Certification own) {
    Instant now = Instant.now();
    Instant from = now.minus(5, ChronoUnit.MINUTES);
    Instant to = now.plus(1, ChronoUnit.DAYS);
    Instant first = own.validity().notBefore();
    Instant last = own.validity().notAfter();
    return own.signer()
        .attest(
            claims,
            instanceKey.publicKey(),
            random(16),
            from.isAfter(first) ? from : first,
            to.isBefore(last) ? to : last);
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

  private Optional<Bound> proposed(ClientHello hello) throws MalformedException, RefusedException {
    return hello.bind().isEmpty()
        ? Optional.empty()
        : Optional.of(Bound.of(standing.activation().loader(), hello.bind().get().read()));
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
    standing.requireAlive();
    HalfOpen.Entry entry =
        handshakes
            .take(handle, System.nanoTime())
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.STALE_NONCE, "handshake", "one that is open", "one that is over"));
    try (AreaHandshake handshake = entry.handshake()) {
      Bound to =
          standing
              .shown(entry.bound())
              .orElseThrow(
                  () ->
                      RefusedException.of(
                          Code.BINDING_MISMATCH, "binding", "one in the hello", "none"));
      try (PendingSession pending = handshake.receive(m3, standing.ownership(to))) {
        sessions.requireRoom(to.parameters().sessions());
        PendingSession.Established established =
            pending.establish(
                standing.session(to, pending.lineage(), workload.loaded(), pending.transcript()),
                certification().statementKey(),
                System::nanoTime);
        // Every other claim that is half open meets ALREADY_BOUND from here on.
        standing.claim(to, pending.lineage(), random);
        sessions.add(new AreaSession(id, handle, pending.peer(), m3, established, executor));
        return established.m4();
      }
    }
  }

  /** See the entry gate. */
  public void subscribe(Bytes handle, ExitGate transport) throws RefusedException {
    sessions
        .find(handle)
        .orElseThrow(
            () -> RefusedException.of(Code.NOT_FOUND, "handle", "a session of this area", "none"))
        .subscribe(transport);
  }

  /** See the entry gate; a session that is over has no transport, and that is all right. */
  public void unsubscribe(Bytes handle, ExitGate transport) {
    sessions.find(handle).ifPresent(session -> session.unsubscribe(transport));
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
      standing.requireAlive();
      key = standing.invokeKey();
      ownership = standing.ownership();
    }
    ReceivedMessage message = key.open(sealed, ownership);
    CompletableFuture<Void> unused =
        new Service(this, message.peer(), Optional.empty())
            .serve(message.request(), message.digest())
            .outcome()
            .thenAccept(
                outcome -> {
                  Reply reply = new Reply(message.request().id(), epoch(), 0, outcome);
                  try (message) {
                    answer.complete(message.reply(reply, random));
                  }
                });
  }

  // What the services of this area need.

  synchronized Bound bound() {
    return standing.bound();
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
    return Standing.FIRST_EPOCH;
  }

  synchronized long generation() {
    return standing.generation();
  }

  /** The signed statement that hands out the invoke key. */
  synchronized Bytes invokeStatement() throws RefusedException {
    standing.requireAlive();
    return standing.invoke(workload.loaded()).sign(certification().statementKey());
  }

  /**
   * Raises the least generation of a valid credential and ends the sessions below it.
   *
   * @throws RefusedException CONFLICT for a generation that is not higher
   */
  void revoke(long least) throws RefusedException {
    synchronized (this) {
      standing.raiseGeneration(least);
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
      standing.destroy();
      handshakes.clear();
    }
    sessions.closeAll();
    requests.clear();
    return workload.destroy();
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
