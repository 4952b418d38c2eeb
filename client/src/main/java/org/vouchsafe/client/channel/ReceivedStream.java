package org.vouchsafe.client.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.channel.request.StreamFrame;

/**
 * Output of a program as it arrives. Pieces arrive once and without a gap, whatever happened to the
 * connections in between; the environment may run ahead of the reader by one window.
 */
final class ReceivedStream extends InputStream {
  /** Told how far the reader has come, when that is worth a frame. */
  interface Acknowledger {
    void consumed(long offset) throws IOException;
  }

  private final Acknowledger acknowledger;
  private final ArrayDeque<Bytes> pieces = new ArrayDeque<>();
  private long received;
  private long consumed;
  private long acknowledged;
  private long skipped;
  private boolean ended;

  ReceivedStream(Acknowledger acknowledger) {
    this.acknowledger = acknowledger;
  }

  /** How much has arrived, read or not. */
  synchronized long received() {
    return received;
  }

  /** How much the reader has taken. */
  synchronized long consumed() {
    return consumed;
  }

  /** The reader begins here: what was before, somebody else has taken. */
  synchronized void beginAt(long offset) {
    received = offset;
    consumed = offset;
    acknowledged = offset;
  }

  /**
   * Leaves out what nobody has any more.
   *
   * @return whether the reader now begins at {@code offset}: it must have read all before it
   */
  synchronized boolean skipTo(long offset) {
    if (offset <= received || consumed != received) {
      return false;
    }
    skipped += offset - received;
    beginAt(offset);
    return true;
  }

  /** Bytes that were left out. */
  synchronized long skipped() {
    return skipped;
  }

  synchronized void take(StreamFrame frame) throws MalformedException {
    if (frame.offset() + frame.bytes().size() < received) {
      return; // sent again after a reconnection, and known already
    }
    if (frame.offset() > received) {
      throw new MalformedException("stream", "has a gap");
    }
    Bytes fresh = frame.bytes().slice((int) (received - frame.offset()), frame.bytes().size());
    received += fresh.size();
    if (received - acknowledged > 2L * StreamFrame.WINDOW) {
      throw new MalformedException("stream", "runs ahead of its window");
    }
    if (!fresh.isEmpty()) {
      pieces.add(fresh);
    }
    ended |= frame.eof();
    notifyAll();
  }

  /** Nothing more will come. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    int size;
    long acknowledge = -1;
    synchronized (this) {
      awaitPiece();
      Bytes piece = pieces.poll();
      if (piece == null) {
        return -1;
      }
      size = Math.min(most, piece.size());
      piece.asBuffer().get(into, from, size);
      if (size < piece.size()) {
        pieces.addFirst(piece.slice(size, piece.size()));
      }
      consumed += size;
      if (consumed - acknowledged >= StreamFrame.WINDOW / 4) {
        acknowledged = consumed;
        acknowledge = consumed;
      }
    }
    if (acknowledge >= 0) {
      acknowledger.consumed(acknowledge); // outside the lock: it may have to wait for the network
    }
    return size;
  }

  private synchronized void awaitPiece() throws InterruptedIOException {
    try {
      while (pieces.isEmpty() && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
