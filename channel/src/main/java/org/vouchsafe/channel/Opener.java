package org.vouchsafe.channel;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** The receiving half of a session. The first record that is not the next one ends it. */
final class Opener {
  private final RecordCipher cipher;
  private final RecordType message;
  private final int maxMessage;
  private final List<Bytes> fragments = new ArrayList<>();
  private int joined;
  private Optional<Bytes> lastDelivery = Optional.empty();
  private boolean closed;
  private boolean ended;

  /**
   * @param message the message type that the peer sends
   * @param maxMessage bytes of a message joined from its fragments
   */
  Opener(RecordCipher cipher, RecordType message, int maxMessage) {
    this.cipher = cipher;
    this.message = message;
    this.maxMessage = maxMessage;
  }

  /** Hands out everything that {@code frames} carry, or nothing. */
  synchronized Delivery open(List<Bytes> frames) throws RefusedException {
    if (closed) {
      throw Session.closed();
    }
    Bytes digest = digest(frames);
    if (lastDelivery.filter(digest::equals).isPresent()) {
      return new Delivery(true, List.of());
    }
    try {
      List<Record> records = new ArrayList<>(frames.size());
      for (Bytes frame : frames) {
        next(frame, records);
      }
      lastDelivery = frames.isEmpty() ? lastDelivery : Optional.of(digest);
      return new Delivery(false, records);
    } catch (RefusedException e) {
      close();
      throw e;
    }
  }

  private void next(Bytes frame, List<Record> records) throws RefusedException {
    RecordType type = header(frame);
    Bytes payload;
    try {
      payload = Bytes.copyOf(cipher.open(frame.toArray()));
    } catch (AEADBadTagException e) {
      throw sequence("record", "the next record of this session", "one that does not open");
    }
    switch (type) {
      case DATA -> {
        if (payload.isEmpty()) {
          throw malformed("fragment", "at least one byte", "an empty fragment");
        }
        join(payload);
      }
      case REQ, RESP -> {
        if (type != message) {
          throw malformed("record type", message.name(), type.name());
        }
        join(payload);
        records.add(new Record(type, Bytes.concat(fragments.toArray(Bytes[]::new))));
        forget();
      }
      case STREAM -> records.add(new Record(type, payload));
      case END -> {
        requireEmpty(type, payload);
        if (!fragments.isEmpty()) {
          throw sequence("end of the session", "the rest of a message", "END");
        }
        ended = true;
        cipher.destroy();
        records.add(new Record(type, Bytes.EMPTY));
      }
      case KEYUPDATE -> {
        requireEmpty(type, payload);
        if (cipher.isLastGeneration()) {
          throw sequence("generation", "no other after the last", "KEYUPDATE");
        }
        cipher.update();
      }
      case ALERT -> {
        close();
        records.add(new Record(type, payload));
      }
    }
  }

  /** Everything that can be judged before the tag: sizes, type, and the exact next number. */
  private RecordType header(Bytes frame) throws RefusedException {
    if (ended || closed) {
      throw sequence("record", "none after the last one", "another record");
    }
    if (frame.size() > Session.MAX_RECORD) {
      throw RefusedException.of(
          Code.TOO_LARGE,
          "record",
          "at most " + Session.MAX_RECORD + " bytes",
          frame.size() + " bytes");
    }
    if (frame.size() < RecordCipher.HEADER_SIZE + HpkeContext.TAG_SIZE) {
      throw malformed("record", "a header and a tag", frame.size() + " bytes");
    }
    ByteBuffer header = frame.asBuffer();
    int number = header.get() & 0xFF;
    Optional<RecordType> type = RecordType.of(number);
    if (type.isEmpty()) {
      throw malformed("record type", "a known type", "type " + number);
    }
    long generation = Integer.toUnsignedLong(header.getInt());
    long sequence = header.getLong();
    if (generation != cipher.generation() || sequence != cipher.sequence()) {
      throw sequence(
          "record number",
          "generation " + cipher.generation() + " record " + cipher.sequence(),
          "generation " + generation + " record " + Long.toUnsignedString(sequence));
    }
    if (cipher.lastOfGeneration() && type.get() != RecordType.KEYUPDATE) {
      throw sequence("last record under a key", "KEYUPDATE", type.get().name());
    }
    return type.get();
  }

  private void join(Bytes payload) throws RefusedException {
    if (payload.size() > maxMessage - joined) {
      throw RefusedException.of(
          Code.TOO_LARGE, "message", "at most " + maxMessage + " bytes", "more");
    }
    fragments.add(payload);
    joined += payload.size();
  }

  synchronized void requireEnded() throws RefusedException {
    if (!ended) {
      throw sequence("end of the session", "an END record", "nothing more: it was cut off");
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    cipher.destroy();
    forget();
  }

  private void forget() {
    fragments.clear();
    joined = 0;
  }

  private static void requireEmpty(RecordType type, Bytes payload) throws RefusedException {
    if (!payload.isEmpty()) {
      throw malformed(type + " record", "no payload", payload.size() + " bytes");
    }
  }

  private static Bytes digest(List<Bytes> frames) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (Bytes frame : frames) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, frame.size()));
        frame.updateInto(sha256);
      }
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static RefusedException malformed(String check, String expected, String actual) {
    return RefusedException.of(Code.MALFORMED, check, expected, actual);
  }

  private static RefusedException sequence(String check, String expected, String actual) {
    return RefusedException.of(Code.RECORD_SEQ, check, expected, actual);
  }
}
