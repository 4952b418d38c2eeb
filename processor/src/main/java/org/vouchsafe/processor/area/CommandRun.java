package org.vouchsafe.processor.area;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.processor.wasi.Streams;
import org.vouchsafe.processor.wasm.LimitReached;

/**
 * A command that runs or ran, and its three streams. The session that watches may go and another
 * one come: what was not acknowledged is kept, and when it is a window full the program waits.
 *
 * <p>The program's thread only fills and empties buffers. Sealing and sending is the watching
 * session's own task, so an interrupt that ends the program never hits a socket.
 */
final class CommandRun implements Streams {
  private final RequestId id;
  private final long epoch;
  private final long outputLimit;
  private final InputBuffer input = new InputBuffer();
  private final OutputBuffer output = new OutputBuffer();
  private final OutputBuffer errors = new OutputBuffer();
  private @Nullable AreaSession watcher;
  private Optional<Outcome> outcome = Optional.empty();
  private long written;
  private boolean pumping;
  private boolean replied;

  CommandRun(RequestId id, long epoch, long outputLimit, AreaSession watcher) {
    this.id = id;
    this.epoch = epoch;
    this.outputLimit = outputLimit;
    this.watcher = watcher;
  }

  RequestId id() {
    return id;
  }

  // What the program does.

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws InterruptedException {
    while (!input.isReadable()) {
      wait();
    }
    int count = input.read(into, offset, length);
    if (input.acknowledgementIsDue()) {
      pump();
    }
    return count;
  }

  @Override
  public synchronized boolean awaitInput(long nanos) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    boolean forEver = deadline < 0 && nanos > 0;
    while (!input.isReadable()) {
      long left = forEver ? Long.MAX_VALUE : deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // A nanosecond is rounded up: waiting for 0 ms would be waiting for ever.
      wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
    return true;
  }

  @Override
  public synchronized void write(int stream, byte[] from, int offset, int length)
      throws InterruptedException {
    if (length > outputLimit - written) {
      throw new LimitReached(Code.LIMIT_OUTPUT, "at most " + outputLimit + " bytes", "more");
    }
    written += length;
    OutputBuffer buffer = stream == OUT ? output : errors;
    int done = 0;
    while (done < length) {
      while (buffer.room() == 0) {
        wait();
      }
      int count = Math.min(buffer.room(), length - done);
      buffer.append(from, offset + done, count);
      done += count;
      pump();
    }
  }

  /** The program has ended; its reply follows its output. */
  synchronized void ended(Outcome result) {
    outcome = Optional.of(result);
    pump();
  }

  // What the client does.

  /**
   * Takes a piece of input or an acknowledgement.
   *
   * @throws RefusedException MALFORMED for one that breaks the rules of streams
   */
  synchronized void receive(AreaSession from, StreamFrame frame) throws RefusedException {
    if (from != watcher) {
      // The streams have moved to another session; what is still under way from here is late.
      return;
    }
    boolean good =
        frame.ack().isPresent()
            ? acknowledge(frame.stream(), frame.ack().get())
            : frame.stream() == 0 && input.offer(frame.offset(), frame.bytes(), frame.eof());
    if (!good) {
      throw RefusedException.of(
          Code.MALFORMED,
          "stream " + frame.stream(),
          "the next bytes, within the window",
          "others");
    }
    notifyAll();
  }

  private boolean acknowledge(int stream, long offset) {
    return switch (stream) {
      case Streams.OUT -> output.acknowledge(offset);
      case Streams.ERR -> errors.acknowledge(offset);
      default -> false;
    };
  }

  /**
   * Moves the streams to another session. Output goes on with {@link #pump}, after the reply.
   *
   * @throws RefusedException ALREADY_FORGOTTEN for output that was acknowledged before, saying from
   *     where each stream is still kept
   */
  synchronized Outcome attach(AreaSession session, Operation.Attach request)
      throws RefusedException {
    List<Finding> gone = new ArrayList<>();
    output.missing("output", request.output()).ifPresent(gone::add);
    errors.missing("errors", request.errors()).ifPresent(gone::add);
    if (!gone.isEmpty()) {
      throw new RefusedException(gone);
    }
    output.restartAt(request.output());
    errors.restartAt(request.errors());
    input.acknowledgeAgain();
    replied = false;
    watcher = session;
    notifyAll();
    return new Outcome.Attached(input.received());
  }

  /** The session is over; the program runs on. */
  synchronized void detach(AreaSession session) {
    if (watcher == session) {
      watcher = null;
      pumping = false;
    }
  }

  // What goes to the client.

  /** Has the watching session send what there is. */
  synchronized void pump() {
    AreaSession session = watcher;
    if (session != null && !pumping) {
      pumping = true;
      session.tasks().add(() -> pumpTo(session));
    }
  }

  private void pumpTo(AreaSession session) {
    Optional<StreamFrame> frame = next(session);
    while (frame.isPresent()) {
      session.send(RecordType.STREAM, frame.get().encode());
      frame = next(session);
    }
    Optional<Outcome> last = takeReply(session);
    if (last.isPresent()) {
      session.send(RecordType.RESP, new Reply(id, epoch, 0, last.get()).encode());
    }
  }

  private synchronized Optional<StreamFrame> next(AreaSession session) {
    if (session != watcher) {
      return Optional.empty();
    }
    if (input.acknowledgementIsDue()) {
      return Optional.of(StreamFrame.acknowledge(id, 0, input.acknowledge()));
    }
    if (output.hasNews(outcome.isPresent())) {
      return Optional.of(piece(Streams.OUT, output));
    }
    if (errors.hasNews(outcome.isPresent())) {
      return Optional.of(piece(Streams.ERR, errors));
    }
    pumping = false;
    return Optional.empty();
  }

  private StreamFrame piece(int stream, OutputBuffer buffer) {
    long offset = buffer.sent();
    Bytes bytes = buffer.next();
    boolean last = buffer.takeEnd(outcome.isPresent());
    return StreamFrame.output(id, stream, offset, bytes, last, epoch, 0);
  }

  /** The program's own reply, once to each session that watches to the end. */
  private synchronized Optional<Outcome> takeReply(AreaSession session) {
    if (session != watcher || replied || outcome.isEmpty()) {
      return Optional.empty();
    }
    replied = true;
    return outcome;
  }

  synchronized void erase() {
    input.erase();
    output.erase();
    errors.erase();
  }
}
