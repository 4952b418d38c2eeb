package org.vouchsafe.client.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.Launch;
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
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * A session with a verified environment. What is sent here is sealed to that instance of it; the
 * service sees sizes and times.
 *
 * <p>Refusals of the processor are {@link ServiceException}s with its code; a broken connection is
 * an {@link IOException}, after which the same {@link Invocation} may be made again on a new
 * channel: the environment does it once. Safe for several threads.
 */
public final class AttestedChannel implements AutoCloseable {
  /** Gives request numbers that are never given twice, also not after a crash. */
  @FunctionalInterface
  public interface RequestNumbers {
    long take() throws IOException;
  }

  /** Whoever has the streams until then may go on taking output. */
  private static final int ATTACH_ATTEMPTS = 5;

  private final Session session;
  private final Transport transport;
  private final Bytes sender;
  private final RequestNumbers numbers;
  private final Map<RequestId, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
  private final Map<RequestId, ProgramRun> runs = new ConcurrentHashMap<>();
  private final CompletableFuture<Reply> ended = new CompletableFuture<>();

  /** Held around sealing and sending, so that records arrive in the order of their numbers. */
  private final Object order = new Object();

  AttestedChannel(Session session, Transport transport, Bytes sender, RequestNumbers numbers) {
    this.session = session;
    this.transport = transport;
    this.sender = sender;
    this.numbers = numbers;
    transport.start(
        new Transport.Receiver() {
          @Override
          public void frames(List<Bytes> frames) {
            receive(frames);
          }

          @Override
          public void ended(Exception why) {
            end(why);
          }
        });
  }

  /** What the environment signed at the end of the handshake. */
  public Statement.Session statement() {
    return session.statement();
  }

  /**
   * Has a program loaded.
   *
   * @param program the encoded package; empty when the activation state carries it
   */
  public Outcome.Authorised authorise(Launch launch, Optional<Bytes> program)
      throws ServiceException, RefusedException, IOException {
    return expect(new Operation.Authorise(launch.encode(), program), Outcome.Authorised.class);
  }

  /** Calls an export of the loaded program with {@code input} as its standard input. */
  public Outcome.Invoked invoke(String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    return invoke(invocation(export, input));
  }

  /** Gives a call its number; nothing is sent yet. */
  public Invocation invocation(String export, Bytes input) throws IOException {
    return new Invocation(nextId(), new Operation.Invoke(export, input));
  }

  /**
   * Makes a call, or asks for the reply of one that was made before, here or on another channel.
   */
  public Outcome.Invoked invoke(Invocation invocation)
      throws ServiceException, RefusedException, IOException {
    return expect(new Request(invocation.id(), invocation.call()), Outcome.Invoked.class);
  }

  public Outcome.Status status() throws ServiceException, RefusedException, IOException {
    return expect(new Operation.Status(), Outcome.Status.class);
  }

  /** Ends a request that runs. */
  public void cancel(RequestId request) throws ServiceException, RefusedException, IOException {
    expect(new Operation.Cancel(request), Outcome.Done.class);
  }

  /** Makes credentials of generations below {@code generation} invalid; the owner only. */
  public void revoke(long generation) throws ServiceException, RefusedException, IOException {
    expect(new Operation.Revoke(generation), Outcome.Done.class);
  }

  /** The signed statement with the key for messages without a session, not verified yet. */
  public Bytes invokeKey() throws ServiceException, RefusedException, IOException {
    return expect(new Operation.InvokeKey(), Outcome.InvokeKey.class).statement();
  }

  /** Runs the loaded program with streams, which only this process can go on with. */
  public ProgramRun start() throws ServiceException, RefusedException, IOException {
    return start((run, output, errors) -> {});
  }

  /** Runs the loaded program with streams. */
  public ProgramRun start(ProgramRun.Positions positions)
      throws ServiceException, RefusedException, IOException {
    RequestId id = nextId();
    ProgramRun run = new ProgramRun(id, positions);
    run.carriedBy(this, submit(new Request(id, new Operation.Start()), Optional.of(run)), 0);
    return run;
  }

  /**
   * Goes on with a run that another channel, or another process, started. Output that another
   * process took meanwhile is left out: {@link ProgramRun#skipped} says how much.
   */
  public void attach(ProgramRun run) throws ServiceException, RefusedException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        tryAttach(run);
        return;
      } catch (ServiceException e) {
        if (!e.code().equals("ALREADY_FORGOTTEN") || attempt == ATTACH_ATTEMPTS || !run.skip(e)) {
          throw e;
        }
      }
    }
  }

  private void tryAttach(ProgramRun run) throws ServiceException, RefusedException, IOException {
    CompletableFuture<Reply> ending = new CompletableFuture<>();
    runs.put(run.id(), run);
    waiting.put(run.id(), ending);
    Outcome.Attached attached =
        expect(
            new Operation.Attach(run.id(), run.outputReceived(), run.errorsReceived()),
            Outcome.Attached.class);
    run.carriedBy(this, ending, attached.input());
  }

  private <T extends Outcome> T expect(Operation operation, Class<T> kind)
      throws ServiceException, RefusedException, IOException {
    return expect(new Request(nextId(), operation), kind);
  }

  private <T extends Outcome> T expect(Request request, Class<T> kind)
      throws ServiceException, RefusedException, IOException {
    return outcome(await(submit(request, Optional.empty())), kind);
  }

  static <T extends Outcome> T outcome(Reply reply, Class<T> kind) throws ServiceException {
    if (reply.outcome() instanceof Outcome.Refused(var findings, Bytes errors)) {
      throw ServiceException.fromProcessor(new RefusedException(findings));
    }
    if (!kind.isInstance(reply.outcome())) {
      throw ServiceException.unreadable(
          new MalformedException("reply", "is not an answer to the request"));
    }
    return kind.cast(reply.outcome());
  }

  private RequestId nextId() throws IOException {
    return new RequestId(sender, numbers.take());
  }

  private CompletableFuture<Reply> submit(Request request, Optional<ProgramRun> run)
      throws ServiceException, RefusedException, IOException {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    run.ifPresent(started -> runs.put(request.id(), started));
    waiting.put(request.id(), answer);
    try {
      send(RecordType.REQ, request.encode());
    } catch (ServiceException | RefusedException | IOException e) {
      waiting.remove(request.id());
      runs.remove(request.id());
      throw e;
    }
    return answer;
  }

  void send(StreamFrame frame) throws ServiceException, RefusedException, IOException {
    send(RecordType.STREAM, frame.encode());
  }

  private void send(RecordType type, Bytes payload)
      throws ServiceException, RefusedException, IOException {
    synchronized (order) {
      requireOpen();
      transport.send(session.seal(type, payload));
    }
  }

  private void requireOpen() throws ServiceException, RefusedException, IOException {
    if (ended.isDone()) {
      await(ended);
    }
  }

  /** Waits for a reply, or for the reason why none will come. */
  Reply await(CompletableFuture<Reply> reply)
      throws ServiceException, RefusedException, IOException {
    try {
      CompletableFuture.anyOf(reply, ended).exceptionally(lost -> null).get();
      // A reply that came just before the end is still the reply.
      return reply.isDone() ? reply.get() : ended.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ServiceException refused -> throw refused;
        case RefusedException refused -> throw refused;
        case IOException lost -> throw new UnreachableException("" + lost.getMessage(), lost);
        case null, default -> throw new AssertionError("replies fail in three ways", e);
      }
    }
  }

  private void receive(List<Bytes> frames) {
    try {
      for (Record record : session.open(frames).records()) {
        take(record);
      }
    } catch (RefusedException e) {
      end(e);
    } catch (MalformedException e) {
      end(e.asRefusal());
    }
  }

  private void take(Record record) throws MalformedException, RefusedException {
    switch (record.type()) {
      case RESP -> {
        Reply reply = Reply.parse(record.payload());
        CompletableFuture<Reply> answer = waiting.remove(reply.id());
        if (answer != null) { // a reply that nobody waits for was given up by its caller
          answer.complete(reply);
        }
      }
      case STREAM -> {
        StreamFrame frame = StreamFrame.parse(record.payload());
        ProgramRun run = runs.get(frame.request());
        if (run != null) {
          run.take(frame);
        }
      }
      case ALERT -> end(ServiceException.fromProcessor(Refusal.parse(record.payload())));
      case END -> end(new UnreachableException("The environment ended the session."));
      default -> throw new MalformedException("record", "is of a type that only a client sends");
    }
  }

  private void end(Exception why) {
    if (ended.completeExceptionally(why)) {
      session.close();
      transport.close();
      runs.values().forEach(run -> run.lost(this));
    }
  }

  /** Ends the session; a program that runs goes on running. */
  @Override
  public void close() {
    try {
      send(RecordType.END, Bytes.EMPTY);
    } catch (ServiceException | RefusedException | IOException e) {
      // The other side sees the connection end instead; nothing of ours is lost by that.
    } finally {
      end(new UnreachableException("The channel is closed."));
    }
  }
}
