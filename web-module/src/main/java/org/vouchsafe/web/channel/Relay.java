package org.vouchsafe.web.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * Carries the frames of one connection, in order, both ways. Frames that arrive while others are on
 * their way to the area wait, and then go together. Never blocks its caller: a peer that sends or
 * leaves unread more than the limits is cut off, which costs it the connection and nobody else
 * anything.
 */
final class Relay {
  /** In bytes; room for the largest program that a request may carry. */
  static final long MAX_WAITING = 32L << 20;

  static final long MAX_UNSENT = 32L << 20;
  private static final int MAX_BATCH = 64;

  private final Function<List<Bytes>, CompletableFuture<List<Bytes>>> deliver;
  private final BiConsumer<Bytes, Runnable> send;
  private final Consumer<Throwable> fail;

  private final ArrayDeque<Bytes> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long unsentBytes;
  private boolean delivering;
  private boolean ended;

  /**
   * @param deliver to the area; its answers go back
   * @param send to the peer; runs its second argument once the frame has left
   * @param fail ends the connection; called once
   */
  Relay(
      Function<List<Bytes>, CompletableFuture<List<Bytes>>> deliver,
      BiConsumer<Bytes, Runnable> send,
      Consumer<Throwable> fail) {
    this.deliver = deliver;
    this.send = send;
    this.fail = fail;
  }

  /** A frame from the peer. */
  void accept(Bytes frame) {
    boolean fits;
    synchronized (this) {
      if (ended) {
        return;
      }
      waitingBytes += frame.size();
      fits = waitingBytes <= MAX_WAITING;
      if (fits) {
        waiting.add(frame);
      }
    }
    if (!fits) {
      fail(refusal("bytes on their way to the environment", MAX_WAITING));
      return;
    }
    deliverNext();
  }

  /** A frame for the peer. */
  void emit(Bytes frame) {
    boolean fits;
    synchronized (this) {
      if (ended) {
        return;
      }
      unsentBytes += frame.size();
      fits = unsentBytes <= MAX_UNSENT;
    }
    if (!fits) {
      fail(refusal("bytes that the client has not read", MAX_UNSENT));
      return;
    }
    send.accept(frame, () -> left(frame));
  }

  /** Forgets what is under way; nothing is called any more. */
  synchronized void end() {
    ended = true;
    waiting.clear();
  }

  private void deliverNext() {
    List<Bytes> batch;
    synchronized (this) {
      if (delivering || ended || waiting.isEmpty()) {
        return;
      }
      batch = new ArrayList<>();
      while (batch.size() < MAX_BATCH && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      delivering = true;
    }
    var unused =
        deliver
            .apply(batch)
            .thenAccept(answers -> delivered(batch, answers))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    fail(failure);
                  }
                });
  }

  private void delivered(List<Bytes> batch, List<Bytes> answers) {
    answers.forEach(this::emit);
    synchronized (this) {
      delivering = false;
      waitingBytes -= batch.stream().mapToLong(Bytes::size).sum();
    }
    deliverNext();
  }

  private synchronized void left(Bytes frame) {
    unsentBytes -= frame.size();
  }

  private void fail(Throwable failure) {
    synchronized (this) {
      if (ended) {
        return;
      }
      end();
    }
    Throwable cause = failure.getCause();
    fail.accept(failure instanceof CompletionException && cause != null ? cause : failure);
  }

  private static RefusedException refusal(String what, long limit) {
    return RefusedException.of(Code.RATE_LIMITED, what, "at most " + limit, "more");
  }
}
