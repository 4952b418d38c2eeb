package org.vouchsafe.client.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * A program that runs in an environment, with its standard streams. It outlives the channel: after
 * a lost connection {@link AttestedChannel#attach} goes on where it stopped, and no byte of input
 * or output is lost or comes twice.
 */
public final class ProgramRun {
  private final RequestId id;
  private final Positions positions;

  /** Held while input is put on its way, so that old input goes before new on another channel. */
  private final Object inputOrder = new Object();

  private final ReceivedStream output = new ReceivedStream(offset -> acknowledge(1, offset));
  private final ReceivedStream errors = new ReceivedStream(offset -> acknowledge(2, offset));

  // Input that was written and not acknowledged, kept to be sent again on another channel.
  private final ArrayDeque<StreamFrame> kept = new ArrayDeque<>();
  private long written;
  private long taken;
  private boolean inputEnded;
  private boolean elsewhere;

  private @Nullable AttestedChannel channel;
  private @Nullable CompletableFuture<Reply> ending;

  ProgramRun(RequestId id, Positions positions) {
    this.id = id;
    this.positions = positions;
  }

  public RequestId id() {
    return id;
  }

  /** The program's standard output; ends when the program has ended and all of it was read. */
  public InputStream output() {
    return output;
  }

  /** The program's standard error. */
  public InputStream errors() {
    return errors;
  }

  long outputReceived() {
    return output.received();
  }

  long errorsReceived() {
    return errors.received();
  }

  /**
   * A run that another process started. Its input goes on where the environment says.
   *
   * @param out offset of standard output up to which it was taken, {@code err} of standard error
   */
  public static ProgramRun ofElsewhere(RequestId id, long out, long err, Positions positions) {
    ProgramRun run = new ProgramRun(id, positions);
    run.elsewhere = true;
    run.output.beginAt(out);
    run.errors.beginAt(err);
    return run;
  }

  /** Bytes of both outputs that another process took and the environment has forgotten. */
  public long skipped() {
    return output.skipped() + errors.skipped();
  }

  /**
   * Goes on from what the environment still has.
   *
   * @param forgotten ALREADY_FORGOTTEN, which says from where that is
   * @return false when that does not help
   */
  boolean skip(ServiceException forgotten) {
    boolean moved = false;
    for (ServiceException.Detail detail : forgotten.details()) {
      if (detail.expected().matches("[0-9]{1,18}")) {
        long kept = Long.parseLong(detail.expected());
        moved |=
            switch (detail.check()) {
              case "output" -> output.skipTo(kept);
              case "errors" -> errors.skipTo(kept);
              default -> false;
            };
      }
    }
    return moved;
  }

  /** Keeps how far the output was taken, before the environment may forget it. */
  @FunctionalInterface
  public interface Positions {
    void reached(RequestId run, long output, long errors) throws IOException;
  }

  /** Has the position kept now, for somebody who goes on later. */
  public void keepPosition() throws IOException {
    positions.reached(id, output.consumed(), errors.consumed());
  }

  /**
   * Sends standard input; waits while the program is more than a window behind. One thread writes.
   */
  public void write(Bytes bytes) throws ServiceException, RefusedException, IOException {
    for (int at = 0; at < bytes.size(); ) {
      int size = Math.min(StreamFrame.MAX_BYTES, bytes.size() - at);
      send(bytes.slice(at, at + size), false);
      at += size;
    }
  }

  /** Says that there is no more standard input. */
  public void endInput() throws ServiceException, RefusedException, IOException {
    send(Bytes.EMPTY, true);
  }

  private void send(Bytes piece, boolean eof)
      throws ServiceException, RefusedException, IOException {
    awaitRoom(piece.size());
    synchronized (inputOrder) {
      StreamFrame frame;
      AttestedChannel carrier;
      synchronized (this) {
        if (inputEnded || isOver()) {
          return; // the program has ended, or was told that there is no more
        }
        frame = StreamFrame.input(id, written, piece, eof);
        written += piece.size();
        inputEnded = eof;
        kept.add(frame);
        carrier = channel;
      }
      if (carrier != null) {
        carry(carrier, frame);
      }
    }
  }

  private void carry(AttestedChannel carrier, StreamFrame frame)
      throws ServiceException, RefusedException {
    try {
      carrier.send(frame);
    } catch (IOException e) {
      // Kept until the program has taken it: attach sends it again. Whoever waits for the end is
      // told of the loss.
      lost(carrier);
    }
  }

  private void acknowledge(int stream, long offset) throws IOException {
    AttestedChannel carrier;
    synchronized (this) {
      carrier = isOver() ? null : channel;
    }
    if (carrier == null) {
      return; // attach says how far we are
    }
    keepPosition();
    try {
      carry(carrier, StreamFrame.acknowledge(id, stream, offset));
    } catch (ServiceException | RefusedException e) {
      throw new IOException("the channel does not take acknowledgements any more", e);
    }
  }

  void take(StreamFrame frame) throws MalformedException {
    switch (frame.stream()) {
      case 0 ->
          inputTaken(frame.ack().orElseThrow(() -> new MalformedException("stream", "0 is input")));
      case 1 -> output.take(frame);
      default -> errors.take(frame);
    }
  }

  private synchronized void inputTaken(long offset) throws MalformedException {
    // What another process wrote, attach has not told yet when this comes right behind its reply.
    boolean unknown = elsewhere && ending == null;
    if (offset > written && !unknown) {
      throw new MalformedException("stream", "acknowledges input that was not sent");
    }
    taken = Math.max(taken, offset);
    forget(taken);
    notifyAll();
  }

  private synchronized void forget(long before) {
    while (true) {
      StreamFrame first = kept.peek();
      if (first == null || first.eof() || first.offset() + first.bytes().size() > before) {
        return;
      }
      kept.remove();
    }
  }

  /** Goes on over {@code carrier}, with all input from {@code offset} that was written already. */
  void carriedBy(AttestedChannel carrier, CompletableFuture<Reply> reply, long offset)
      throws ServiceException, RefusedException, IOException {
    var unused = reply.whenComplete((end, failure) -> over());
    synchronized (inputOrder) {
      ArrayDeque<StreamFrame> again;
      synchronized (this) {
        if (offset > written) {
          // Another process wrote until here. How much of it the program has read, an
          // acknowledgement will say; until then nothing more may be sent.
          written = offset;
          taken = Math.max(taken, offset - StreamFrame.WINDOW);
        }
        forget(offset);
        channel = carrier;
        ending = reply;
        again = new ArrayDeque<>(kept);
        notifyAll();
      }
      for (StreamFrame frame : again) {
        carry(carrier, from(frame, offset));
      }
    }
  }

  private static StreamFrame from(StreamFrame frame, long offset) {
    int skip = Math.clamp(offset - frame.offset(), 0, frame.bytes().size());
    return StreamFrame.input(
        frame.request(),
        frame.offset() + skip,
        frame.bytes().slice(skip, frame.bytes().size()),
        frame.eof());
  }

  /** The connection of {@code carrier} is gone; another one may be in use already. */
  synchronized void lost(AttestedChannel carrier) {
    if (channel == carrier) {
      channel = null;
      notifyAll();
    }
  }

  private void over() {
    output.end();
    errors.end();
    synchronized (this) {
      kept.clear();
      notifyAll();
    }
  }

  private synchronized boolean isOver() {
    return ending != null && ending.isDone();
  }

  /**
   * Waits until the program has ended.
   *
   * @return its exit code, 0 to 255
   * @throws ServiceException when it did not end by itself: TRAP, LIMIT_…, CANCELLED
   * @throws IOException when the connection was lost first: attach the run to a new channel
   */
  public int exitCode() throws ServiceException, RefusedException, IOException {
    AttestedChannel carrier;
    CompletableFuture<Reply> reply;
    synchronized (this) {
      carrier = channel;
      reply = ending;
    }
    if (reply == null) {
      throw new IllegalStateException("the run was not attached to a channel");
    }
    if (reply.isDone()) {
      return AttestedChannel.outcome(reply.join(), Outcome.Exited.class).code();
    }
    if (carrier == null) {
      throw new UnreachableException("The connection was lost.");
    }
    return AttestedChannel.outcome(carrier.await(reply), Outcome.Exited.class).code();
  }

  private synchronized void awaitRoom(int size) throws InterruptedIOException {
    try {
      while (written + size - taken > StreamFrame.WINDOW && !isOver()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
