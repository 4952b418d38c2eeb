package org.vouchsafe.processor.area;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.channel.request.StreamFrame;

/**
 * What a client sent for standard input and its program has not read: at most a window full, by
 * absolute offsets. Guarded by its run.
 */
final class InputBuffer {
  private static final int WINDOW = StreamFrame.WINDOW;
  private static final int ACKNOWLEDGE_AFTER = WINDOW / 4;

  private byte[] ring = new byte[0];
  private long consumed;
  private long received;
  private long acknowledged;
  private boolean ended;

  /**
   * Takes a piece; what was received before is passed over.
   *
   * @return false for a gap, for more than the window, or for bytes after the end
   */
  boolean offer(long offset, Bytes bytes, boolean eof) {
    long skip = received - offset;
    if (skip < 0) {
      return false;
    }
    if (skip < bytes.size()) {
      Bytes fresh = bytes.slice((int) skip, bytes.size());
      if (ended || fresh.size() > WINDOW - (received - consumed)) {
        return false;
      }
      append(fresh);
    }
    ended |= eof && offset + bytes.size() == received;
    return true;
  }

  private void append(Bytes fresh) {
    if (ring.length == 0) {
      ring = new byte[WINDOW];
    }
    int at = (int) (received % WINDOW);
    int first = Math.min(fresh.size(), WINDOW - at);
    fresh.slice(0, first).asBuffer().get(ring, at, first);
    fresh.slice(first, fresh.size()).asBuffer().get(ring, 0, fresh.size() - first);
    received += fresh.size();
  }

  /** Whether a read would return at once. */
  boolean isReadable() {
    return received > consumed || ended;
  }

  /** Returns -1 at the end, 0 when nothing is there yet. */
  int read(byte[] into, int offset, int length) {
    int count = (int) Math.min(length, received - consumed);
    if (count == 0) {
      return ended ? -1 : 0;
    }
    int at = (int) (consumed % WINDOW);
    int first = Math.min(count, WINDOW - at);
    System.arraycopy(ring, at, into, offset, first);
    System.arraycopy(ring, 0, into, offset + first, count - first);
    consumed += count;
    return count;
  }

  long received() {
    return received;
  }

  boolean acknowledgementIsDue() {
    return consumed - acknowledged >= ACKNOWLEDGE_AFTER
        || (consumed == received && consumed > acknowledged);
  }

  long acknowledge() {
    acknowledged = consumed;
    return consumed;
  }

  /** Another session does not know what the one before it was told. */
  void acknowledgeAgain() {
    acknowledged = -1;
  }

  void erase() {
    java.util.Arrays.fill(ring, (byte) 0);
  }
}
