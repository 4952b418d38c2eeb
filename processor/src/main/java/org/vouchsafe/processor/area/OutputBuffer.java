package org.vouchsafe.processor.area;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.channel.request.StreamFrame;

/**
 * What a program wrote to one stream and its client has not acknowledged: at most a window full, by
 * absolute offsets. Guarded by its run.
 */
final class OutputBuffer {
  private static final int WINDOW = StreamFrame.WINDOW;

  private byte[] ring = new byte[0];

  /** Everything before was acknowledged. */
  private long base;

  /** Everything before was handed to the session that watches. */
  private long sent;

  private long end;
  private boolean endSent;

  int room() {
    return (int) (WINDOW - (end - base));
  }

  /**
   * @param length at most {@link #room}
   */
  void append(byte[] from, int offset, int length) {
    if (ring.length == 0) {
      ring = new byte[WINDOW];
    }
    int at = (int) (end % WINDOW);
    int first = Math.min(length, WINDOW - at);
    System.arraycopy(from, offset, ring, at, first);
    System.arraycopy(from, offset + first, ring, 0, length - first);
    end += length;
  }

  boolean hasNews(boolean ended) {
    return sent < end || (ended && !endSent);
  }

  long sent() {
    return sent;
  }

  /** What comes next, at most as much as a frame holds. */
  Bytes next() {
    int length = (int) Math.min(end - sent, StreamFrame.MAX_BYTES);
    byte[] piece = new byte[length];
    int at = (int) (sent % WINDOW);
    int first = length == 0 ? 0 : Math.min(length, WINDOW - at);
    System.arraycopy(ring, at, piece, 0, first);
    System.arraycopy(ring, 0, piece, first, length - first);
    sent += length;
    return Bytes.copyOf(piece);
  }

  /** Whether all was sent; remembers that the end is said now. */
  boolean takeEnd(boolean ended) {
    boolean now = ended && sent == end && !endSent;
    endSent |= now;
    return now;
  }

  /** False for an offset that was never sent. */
  boolean acknowledge(long offset) {
    if (offset > sent) {
      return false;
    }
    base = Math.max(base, offset);
    return true;
  }

  /** Empty when what comes from {@code offset} on is still here. */
  Optional<Finding> missing(String stream, long offset) {
    return offset >= base && offset <= end
        ? Optional.empty()
        : Optional.of(new Finding(Code.ALREADY_FORGOTTEN, stream, "" + base, "" + offset));
  }

  void restartAt(long offset) {
    base = offset;
    sent = offset;
    endSent = false;
  }

  void erase() {
    java.util.Arrays.fill(ring, (byte) 0);
  }
}
