package org.vouchsafe.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.channel.ClientHandshake;
import org.vouchsafe.channel.Delivery;
import org.vouchsafe.channel.Record;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.Session;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Refusal;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.GateClient;

/** A client's side of one area, straight over the gate. */
final class TestClient {
  final TestHost host;
  final SigningKey key;
  final SigningKey owner;
  final AreaId area;
  final Parameters parameters;
  final boolean pooled;
  final Bytes lineageNonce;
  final Optional<Credential> credential;
  final AtomicLong counter;
  AttestationResult verified;
  Session session;
  Bytes handle;
  Bytes m3;

  TestClient(
      TestHost host,
      SigningKey key,
      SigningKey owner,
      AreaId area,
      Parameters parameters,
      boolean pooled,
      Bytes lineageNonce,
      Optional<Credential> credential,
      AtomicLong counter) {
    this.host = host;
    this.key = key;
    this.owner = owner;
    this.area = area;
    this.parameters = parameters;
    this.pooled = pooled;
    this.lineageNonce = lineageNonce;
    this.credential = credential;
    this.counter = counter;
  }

  static SigningKey newOwner() {
    return SigningKey.generate(SigningKey.Algorithm.ED25519, TestHost.RANDOM);
  }

  static TestClient owner(
      TestHost host, SigningKey owner, AreaId area, Parameters parameters, boolean pooled) {
    return new TestClient(
        host,
        owner,
        owner,
        area,
        parameters,
        pooled,
        TestHost.random(32),
        Optional.empty(),
        new AtomicLong());
  }

  /** A new area made to order for this owner, claimed. */
  static TestClient claimed(TestHost host, Parameters parameters, SigningKey owner)
      throws Exception {
    AreaId area =
        host.gate().instantiate(Loader.STANDARD_1, Optional.of(parameters.encode())).get().id();
    return owner(host, owner, area, parameters, false).open(ClientHello.Mode.CLAIM);
  }

  static TestClient claimed(TestHost host) throws Exception {
    SigningKey owner = newOwner();
    return claimed(host, Parameters.forOwner(owner.publicKey()).build(), owner);
  }

  /** The same client with a session of its own. */
  TestClient again() throws Exception {
    return new TestClient(
            host, key, owner, area, parameters, pooled, lineageNonce, credential, counter)
        .open(ClientHello.Mode.ATTACH);
  }

  TestClient delegate(SigningKey delegate, Credential given) throws Exception {
    return new TestClient(
            host,
            delegate,
            owner,
            area,
            parameters,
            pooled,
            lineageNonce,
            Optional.of(given),
            new AtomicLong())
        .open(ClientHello.Mode.ATTACH);
  }

  GateClient gate() {
    return host.gate();
  }

  TestClient open(ClientHello.Mode mode) throws Exception {
    attest(mode);
    finish();
    return this;
  }

  /** As far as verified evidence. */
  TestClient attest(ClientHello.Mode mode) throws Exception {
    boolean binds = pooled && mode == ClientHello.Mode.CLAIM;
    ClientHello hello =
        new ClientHello(
            List.of(1),
            TestHost.random(32),
            mode,
            Optional.empty(),
            lineageNonce,
            binds ? Optional.of(ClientHello.Bind.to(parameters)) : Optional.empty());
    Bytes m2 = unwrap(gate().attest(area, hello.encode()));
    ReferenceValues expected =
        pooled
            ? ReferenceValues.pooled(Loader.STANDARD_1, parameters)
            : ReferenceValues.madeToOrder(Loader.STANDARD_1, parameters);
    verified =
        new Verifier(host.policy(expected))
            .verify(hello, m2, host.endorsements(), java.time.Instant.now());
    return this;
  }

  void finish() throws Exception {
    handle = verified.claims().nonceE();
    ClientHandshake handshake = ClientHandshake.begin(verified, key, credential, TestHost.RANDOM);
    m3 = handshake.finish();
    List<Bytes> answer = unwrap(gate().deliver(area, handle, List.of(m3)));
    session = handshake.accept(answer.get(0));
  }

  /** Throws what a future failed with. */
  static <T> T unwrap(CompletableFuture<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  RequestId nextId() {
    Bytes id = credential.map(Credential::id).orElse(key.publicKey().id().value());
    return new RequestId(id, counter.getAndIncrement());
  }

  /** Asks and waits for the reply, without a transport of its own. */
  Outcome ask(Operation operation) throws Exception {
    return ask(new Request(nextId(), operation));
  }

  Outcome ask(Request request) throws Exception {
    List<Record> records = deliver(RecordType.REQ, request.encode());
    return records.stream()
        .filter(record -> record.type() == RecordType.RESP)
        .map(TestClient::reply)
        .filter(reply -> reply.id().equals(request.id()))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  static Reply reply(Record record) {
    try {
      return Reply.parse(record.payload());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  List<Record> deliver(RecordType type, Bytes payload) throws Exception {
    return open(unwrap(gate().deliver(area, handle, session.seal(type, payload))));
  }

  List<Record> open(List<Bytes> frames) throws Exception {
    List<Record> records = new ArrayList<>();
    for (Bytes frame : frames) {
      Delivery delivery = session.open(frame);
      for (Record record : delivery.records()) {
        if (record.type() == RecordType.ALERT) {
          throw Refusal.parse(record.payload());
        }
        records.add(record);
      }
    }
    return records;
  }

  Outcome authorise(Bytes module) throws Exception {
    return authorise(ProgramPackage.of(module), List.of());
  }

  Outcome authorise(ProgramPackage program, List<String> secretArguments) throws Exception {
    Launch launch =
        new Launch(
            TestHost.random(32),
            secretArguments,
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(program.digest(), Optional.empty()));
    return ask(new Operation.Authorise(launch.encode(), Optional.of(program.encode())));
  }

  /** The bytes of a package, whatever they are, under a launch that names {@code digest}. */
  Outcome authorise(Bytes program, Bytes digest) throws Exception {
    Launch launch =
        new Launch(
            TestHost.random(32),
            List.of(),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(digest, Optional.empty()));
    return ask(new Operation.Authorise(launch.encode(), Optional.of(program)));
  }

  /** What a run shows to a client with a transport. */
  static final class Shown {
    final StringBuilder output = new StringBuilder();
    long outputOffset;
    long inputAcknowledged;
    boolean ended;
    Optional<Outcome> outcome = Optional.empty();
  }

  /** Takes what the area emits until the reply to {@code start} is there. */
  Shown watch(RequestId start) throws Exception {
    Shown shown = new Shown();
    while (shown.outcome.isEmpty()) {
      take(shown, start);
    }
    return shown;
  }

  void take(Shown shown, RequestId start) throws Exception {
    for (Record record : open(List.of(host.emitted(handle).take()))) {
      if (record.type() == RecordType.RESP) {
        Reply reply = reply(record);
        if (reply.id().equals(start)) {
          shown.outcome = Optional.of(reply.outcome());
        }
      } else {
        show(shown, start, StreamFrame.parse(record.payload()));
      }
    }
  }

  private void show(Shown shown, RequestId start, StreamFrame frame) throws Exception {
    if (frame.ack().isPresent()) {
      shown.inputAcknowledged = frame.ack().get();
    } else if (frame.stream() == 1) {
      if (frame.offset() != shown.outputOffset) {
        throw new AssertionError("a gap in the output");
      }
      shown.output.append(frame.bytes().asUtf8("output"));
      shown.outputOffset += frame.bytes().size();
      shown.ended |= frame.eof();
      stream(StreamFrame.acknowledge(start, 1, shown.outputOffset));
    }
  }

  void stream(StreamFrame frame) throws Exception {
    unwrap(gate().deliver(area, handle, session.seal(RecordType.STREAM, frame.encode())));
  }

  void send(Request request) throws Exception {
    unwrap(gate().deliver(area, handle, session.seal(RecordType.REQ, request.encode())));
  }
}
