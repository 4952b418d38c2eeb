package org.vouchsafe.channel;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;

/** The sending half of a session. Its monitor orders the records. */
final class Sealer {
  private final RecordCipher cipher;
  private final RecordType message;
  private final int maxMessage;
  private boolean closed;

  /**
   * @param message the message type that this end sends
   * @param maxMessage bytes of a message before it is cut into fragments
   */
  Sealer(RecordCipher cipher, RecordType message, int maxMessage) {
    this.cipher = cipher;
    this.message = message;
    this.maxMessage = maxMessage;
  }

  synchronized List<Bytes> seal(RecordType type, Bytes payload) throws RefusedException {
    requirePermitted(type, payload);
    if (closed) {
      throw Session.closed();
    }
    List<Bytes> records = new ArrayList<>(1);
    Bytes rest = payload;
    while (rest.size() > Session.MAX_PAYLOAD) {
      add(records, RecordType.DATA, rest.slice(0, Session.MAX_PAYLOAD));
      rest = rest.slice(Session.MAX_PAYLOAD, rest.size());
    }
    add(records, type, rest);
    if (type == RecordType.END || type == RecordType.ALERT) {
      close();
    }
    return records;
  }

  /** The last record under a key is the KEYUPDATE, which announces the next key. */
  private void add(List<Bytes> records, RecordType type, Bytes payload) throws RefusedException {
    if (cipher.lastOfGeneration() || cipher.keyIsOld()) {
      if (cipher.isLastGeneration()) {
        close();
        throw Session.closed();
      }
      records.add(cipher.seal(RecordType.KEYUPDATE, Bytes.EMPTY));
      cipher.update();
    }
    records.add(cipher.seal(type, payload));
  }

  /** What only a caller's defect can violate. */
  private void requirePermitted(RecordType type, Bytes payload) {
    boolean permitted =
        switch (type) {
          case REQ, RESP -> type == message && payload.size() <= maxMessage;
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
