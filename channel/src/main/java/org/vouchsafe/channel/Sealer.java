package org.vouchsafe.channel;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;

/** The sending half of a session. Its monitor orders the records. */
final class Sealer {
  private final RecordCipher cipher;
  private final RecordType message;
  private boolean closed;

  /**
   * @param message the message type that this end sends
   */
  Sealer(RecordCipher cipher, RecordType message) {
    this.cipher = cipher;
    this.message = message;
  }

  synchronized List<Bytes> seal(RecordType type, Bytes payload) throws RefusedException {
    requirePermitted(type, payload);
    if (closed) {
      throw Session.closed();
    }
    List<Bytes> records = new ArrayList<>(1);
    byte[] plain = payload.toArray();
    int from = 0;
    while (plain.length - from > Session.MAX_PAYLOAD) {
      add(records, RecordType.DATA, plain, from, Session.MAX_PAYLOAD);
      from += Session.MAX_PAYLOAD;
    }
    add(records, type, plain, from, plain.length - from);
    if (type == RecordType.END || type == RecordType.ALERT) {
      close();
    }
    return records;
  }

  /** The last record under a key is the KEYUPDATE, which announces the next key. */
  private void add(List<Bytes> records, RecordType type, byte[] plain, int from, int size) {
    if (cipher.lastOfGeneration() || cipher.keyIsOld()) {
      records.add(cipher.seal(RecordType.KEYUPDATE, new byte[0], 0, 0));
      cipher.update();
    }
    records.add(cipher.seal(type, plain, from, size));
  }

  /** What only a caller's defect can violate. */
  private void requirePermitted(RecordType type, Bytes payload) {
    boolean permitted =
        switch (type) {
          case REQ, RESP -> type == message && payload.size() <= Session.MAX_MESSAGE;
          case STREAM, ALERT -> payload.size() <= Session.MAX_PAYLOAD;
          case END -> payload.isEmpty();
          case DATA, KEYUPDATE -> false;
        };
    if (!permitted) {
      throw new IllegalArgumentException("a caller may not send this " + type + " record");
    }
  }

  synchronized void close() {
    closed = true;
    cipher.destroy();
  }
}
