package org.vouchsafe.client.testing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.channel.AreaHandshake;
import org.vouchsafe.channel.Delivery;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.PendingSession;
import org.vouchsafe.channel.Record;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.Session;
import org.vouchsafe.channel.message.InvokeKey;
import org.vouchsafe.channel.message.ReceivedMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;

/**
 * An area that speaks the real protocol with real signatures; only its programs are make-believe.
 * An invoked export answers with its name and input; a started one is {@code cat}, which ends with
 * code 7.
 */
public final class TestArea {
  public final TestAuthority authority;
  public final TestProcessor processor;
  public final Parameters parameters;
  private final ActivationState activation;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, AreaHandshake> halfOpen = new HashMap<>();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, List<Bytes>> lastAnswer = new HashMap<>();
  private final Map<RequestId, Integer> executed = new HashMap<>();
  private final List<Record> seen = new ArrayList<>();
  public Bytes instanceId = TestAuthority.random(32);
  private Optional<Lineage> lineage = Optional.empty();
  private Optional<Bytes> program = Optional.empty();
  private Optional<Bytes> launch = Optional.empty();
  public int invocations;
  private Optional<InvokeKey> invokeKey = Optional.empty();

  // The one run of cat.
  private Optional<RequestId> running = Optional.empty();
  private long inputTaken;
  private long emitted;
  private boolean exited;
  private long outputAcknowledged;
  private final List<Bytes> output = new ArrayList<>();
  private boolean ended;

  public TestArea(
      TestAuthority authority, TestProcessor processor, Parameters parameters, boolean pooled) {
    this.authority = authority;
    this.processor = processor;
    this.parameters = parameters;
    this.activation =
        pooled
            ? new ActivationState.Unbound(Loader.STANDARD_1)
            : new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters);
  }

  public boolean isClaimed() {
    return lineage.isPresent();
  }

  public int requests() {
    return (int) seen.stream().filter(record -> record.type() == RecordType.REQ).count();
  }

  public synchronized Bytes attest(Bytes m1) throws MalformedException, RefusedException {
    AreaHandshake handshake = AreaHandshake.open(m1, random);
    Bytes m2 =
        handshake.attested(processor.attest(claims(handshake)), processor.statementCertificate());
    halfOpen.put(handshake.nonceE().hex(), handshake);
    return m2;
  }

  private EvidenceClaims claims(AreaHandshake handshake) {
    ClientHello hello = handshake.hello();
    EnvironmentId environment = EnvironmentId.of(Loader.STANDARD_1, parameters.binding());
    AreaState state =
        lineage.isPresent()
            ? AreaState.HOLDER
            : activation instanceof ActivationState.Unbound
                ? AreaState.UNBOUND
                : AreaState.UNCLAIMED;
    boolean unproposed = state == AreaState.UNBOUND && hello.bind().isEmpty();
    return new EvidenceClaims(
        processor.claims.platform(),
        processor.claims.deviceId(),
        processor.claims.version(),
        processor.claims.svn(),
        activation.id(),
        Loader.STANDARD_1.digest(),
        unproposed ? Optional.empty() : Optional.of(environment),
        unproposed ? Optional.empty() : Optional.of(parameters.binding()),
        lineage,
        instanceId,
        state,
        lineage.isPresent() ? 1 : 0,
        0,
        lineage.map(life -> life.genesisHead(environment)),
        program,
        Optional.empty(),
        launch,
        unproposed ? Optional.empty() : Optional.of(parameters.authority()),
        Optional.empty(),
        ClientHello.SUITE_1,
        handshake.channelKey(),
        EvidenceClaims.helloDigest(handshake.m1()),
        handshake.nonceE());
  }

  /** As the gate's deliver: M3 first, records then. */
  public synchronized List<Bytes> deliver(String handle, List<Bytes> frames)
      throws MalformedException, RefusedException {
    Session session = sessions.get(handle);
    if (session == null) {
      return List.of(establish(handle, frames.get(0)));
    }
    Delivery delivery = session.open(frames);
    if (delivery.repeat()) {
      return lastAnswer.getOrDefault(handle, List.of());
    }
    List<Bytes> answer = new ArrayList<>();
    for (Record record : delivery.records()) {
      seen.add(record);
      switch (record.type()) {
        case REQ -> answer.addAll(answer(session, Request.parse(record.payload())));
        case STREAM -> answer.addAll(stream(session, StreamFrame.parse(record.payload())));
        default -> sessions.remove(handle);
      }
    }
    lastAnswer.put(handle, answer);
    return answer;
  }

  private Bytes establish(String handle, Bytes m3) throws MalformedException, RefusedException {
    AreaHandshake handshake = halfOpen.remove(handle);
    if (handshake == null) {
      throw RefusedException.of(Code.NOT_FOUND, "handle", "a half-open handshake", "none");
    }
    PendingSession pending =
        handshake.receive(m3, new Ownership(parameters.ownerKey(), lineage, 0));
    lineage = Optional.of(pending.lineage());
    EnvironmentId environment = EnvironmentId.of(Loader.STANDARD_1, parameters.binding());
    Statement.Session statement =
        new Statement.Session(
            activation.id(),
            environment,
            parameters.binding(),
            pending.lineage(),
            instanceId,
            AreaState.HOLDER,
            1,
            0,
            pending.lineage().genesisHead(environment),
            program,
            launch,
            parameters.authority(),
            pending.transcript());
    PendingSession.Established made =
        pending.establish(statement, processor.statementKey, System::nanoTime);
    sessions.put(handle, made.session());
    return made.m4();
  }

  private List<Bytes> answer(Session session, Request request)
      throws MalformedException, RefusedException {
    boolean first = executed.merge(request.id(), 1, Integer::sum) == 1;
    return switch (request.operation()) {
      case Operation.Authorise(Bytes encoded, Optional<Bytes> bytes) -> {
        Launch read = Launch.parse(encoded);
        program = Optional.of(read.program().digest());
        launch = Optional.of(read.launchDigest());
        yield reply(session, request.id(), new Outcome.Authorised(program.get(), launch.get()));
      }
      case Operation.Invoke(String export, Bytes input) -> {
        invocations += first ? 1 : 0; // the same number again is the same call
        yield reply(
            session,
            request.id(),
            export.equals("trap")
                ? new Outcome.Refused(
                    List.of(new Finding(Code.TRAP, "program", "no trap", "unreachable")),
                    Bytes.EMPTY)
                : new Outcome.Invoked(
                    Bytes.concat(Bytes.utf8(export + ":"), input),
                    Bytes.EMPTY,
                    export.equals("fail") ? Optional.of(3) : Optional.empty()));
      }
      case Operation.Status() ->
          reply(
              session,
              request.id(),
              new Outcome.Status(
                  running.isPresent() ? Outcome.Phase.RUNNING : Outcome.Phase.LOADED,
                  program,
                  launch,
                  running,
                  0,
                  sessions.size()));
      case Operation.Start() -> {
        running = Optional.of(request.id());
        yield List.of();
      }
      case Operation.Attach(RequestId id, long from, long errors) -> {
        if (from < outputAcknowledged) {
          yield reply(
              session,
              request.id(),
              new Outcome.Refused(
                  List.of(
                      new Finding(
                          Code.ALREADY_FORGOTTEN, "output", "" + outputAcknowledged, "" + from)),
                  Bytes.EMPTY));
        }
        List<Bytes> answer =
            new ArrayList<>(reply(session, request.id(), new Outcome.Attached(inputTaken)));
        answer.addAll(
            session.seal(RecordType.STREAM, StreamFrame.acknowledge(id, 0, inputTaken).encode()));
        outputAcknowledged = from; // whoever attaches has what it says it has
        emitted = from;
        exited = false;
        answer.addAll(emit(session, id));
        yield answer;
      }
      case Operation.InvokeKey() ->
          reply(session, request.id(), new Outcome.InvokeKey(invokeStatement()));
      case Operation.Cancel(RequestId id) -> {
        List<Bytes> answer =
            new ArrayList<>(
                reply(
                    session,
                    id,
                    new Outcome.Refused(
                        List.of(new Finding(Code.CANCELLED, "request", "-", "-")), Bytes.EMPTY)));
        answer.addAll(reply(session, request.id(), new Outcome.Done()));
        yield answer;
      }
      default -> reply(session, request.id(), new Outcome.Done());
    };
  }

  private InvokeKey key() {
    if (invokeKey.isEmpty()) {
      invokeKey = Optional.of(InvokeKey.generate(lineage.orElseThrow(), 1, random));
    }
    return invokeKey.get();
  }

  private Bytes invokeStatement() {
    return new Statement.Invoke(
            EnvironmentId.of(Loader.STANDARD_1, parameters.binding()),
            lineage.orElseThrow(),
            instanceId,
            1,
            program,
            key().publicKey())
        .sign(processor.statementKey);
  }

  /** What was sealed to the key of before is EPOCH_SUPERSEDED. */
  public synchronized void renewInvokeKey() {
    invokeKey = Optional.empty();
  }

  /** As the gate's message: a request that comes again gets its reply and is not done again. */
  public synchronized Bytes message(Bytes sealed) throws MalformedException, RefusedException {
    Ownership ownership = new Ownership(parameters.ownerKey(), lineage, 0);
    try (ReceivedMessage message = key().open(sealed, ownership)) {
      Operation.Invoke call = (Operation.Invoke) message.request().operation();
      if (executed.merge(message.request().id(), 1, Integer::sum) == 1) {
        invocations++;
      }
      Outcome outcome =
          call.export().equals("trap")
              ? new Outcome.Refused(
                  List.of(new Finding(Code.TRAP, "program", "no trap", "unreachable")), Bytes.EMPTY)
              : new Outcome.Invoked(
                  Bytes.concat(Bytes.utf8(call.export() + ":"), call.input()),
                  Bytes.EMPTY,
                  Optional.empty());
      return message.reply(new Reply(message.request().id(), 1, 0, outcome), random);
    }
  }

  private List<Bytes> stream(Session session, StreamFrame frame) throws RefusedException {
    if (frame.ack().isPresent()) {
      outputAcknowledged = Math.max(outputAcknowledged, frame.ack().get());
      return emit(session, frame.request());
    }
    List<Bytes> answer = new ArrayList<>();
    if (frame.offset() > inputTaken) {
      throw RefusedException.of(Code.MALFORMED, "stream 0", "the next bytes", "others");
    }
    if (frame.offset() == inputTaken && !ended) {
      inputTaken += frame.bytes().size();
      if (!frame.bytes().isEmpty()) {
        output.add(frame.bytes());
      }
      ended = frame.eof();
      answer.addAll(
          session.seal(
              RecordType.STREAM, StreamFrame.acknowledge(frame.request(), 0, inputTaken).encode()));
      answer.addAll(emit(session, frame.request()));
    }
    return answer;
  }

  private long outputSize() {
    return output.stream().mapToLong(Bytes::size).sum();
  }

  /** What may leave: a reader that is slow is not sent more than a window ahead. */
  private List<Bytes> emit(Session session, RequestId id) throws RefusedException {
    List<Bytes> frames = new ArrayList<>();
    long at = 0;
    for (Bytes piece : output) {
      long end = at + piece.size();
      if (end > emitted && end <= outputAcknowledged + StreamFrame.WINDOW) {
        int skip = (int) (emitted - at);
        frames.addAll(
            session.seal(
                RecordType.STREAM,
                StreamFrame.output(id, 1, emitted, piece.slice(skip, piece.size()), false, 1, 0)
                    .encode()));
        emitted = end;
      }
      at = end;
    }
    if (ended && !exited && emitted == outputSize()) {
      exited = true;
      frames.addAll(reply(session, id, new Outcome.Exited(7)));
    }
    return frames;
  }

  private static List<Bytes> reply(Session session, RequestId id, Outcome outcome)
      throws RefusedException {
    return session.seal(RecordType.RESP, new Reply(id, 1, 0, outcome).encode());
  }
}
