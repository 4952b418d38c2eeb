package org.vouchsafe.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.function.LongSupplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.vouchsafe.attestation.Bytes;

/**
 * The keys, counters and cipher of one direction of a session. Not thread-safe.
 *
 * <p>Associated data is a fixed layout, so no two different inputs give the same bytes: label,
 * session id, epoch, direction, header.
 */
final class RecordCipher {
  /** type (1), generation (4), sequence (8), big-endian. */
  static final int HEADER_SIZE = 13;

  /** Records of one generation, its KEYUPDATE included. */
  static final long MAX_RECORDS = 1L << 20;

  /** The last generation: 65,536 are more than a session can use, and bound what a peer can ask. */
  static final int LAST_GENERATION = 65_535;

  /** Nanoseconds after which a sender changes its key: one hour. */
  static final long MAX_AGE = 3_600_000_000_000L;

  private static final byte[] LABEL = "EHS-1 record".getBytes(StandardCharsets.US_ASCII);

  private final Direction direction;
  private final LongSupplier ticker;
  private final Cipher cipher = newCipher();
  private final byte[] aad;
  private final int headerAt;
  private TrafficKey key;
  private long sequence;
  private long keySince;

  RecordCipher(
      Direction direction, TrafficKey key, Bytes sessionId, long epoch, LongSupplier ticker) {
    this.direction = direction;
    this.key = key;
    this.ticker = ticker;
    this.keySince = ticker.getAsLong();
    this.headerAt = LABEL.length + sessionId.size() + Long.BYTES + 1;
    this.aad =
        ByteBuffer.allocate(headerAt + HEADER_SIZE)
            .put(LABEL)
            .put(sessionId.asBuffer())
            .putLong(epoch)
            .put(direction.number())
            .array();
  }

  int generation() {
    return key.generation();
  }

  long sequence() {
    return sequence;
  }

  /** Only the generation's last record, its KEYUPDATE, may still be sealed or opened. */
  boolean lastOfGeneration() {
    return sequence >= MAX_RECORDS - 1;
  }

  /** There is no next key: the session is over when this one is. */
  boolean isLastGeneration() {
    return key.generation() == LAST_GENERATION;
  }

  boolean keyIsOld() {
    return ticker.getAsLong() - keySince >= MAX_AGE;
  }

  Bytes seal(RecordType type, Bytes payload) {
    byte[] plain = payload.toArray();
    byte[] record = new byte[HEADER_SIZE + plain.length + HpkeContext.TAG_SIZE];
    ByteBuffer.wrap(record).put((byte) type.number()).putInt(key.generation()).putLong(sequence);
    try {
      prepare(Cipher.ENCRYPT_MODE, record);
      cipher.doFinal(plain, 0, plain.length, record, HEADER_SIZE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
    sequence++;
    return Bytes.copyOf(record);
  }

  /**
   * @param record its header was checked against {@link #generation} and {@link #sequence}
   * @throws AEADBadTagException when it is not the next record of this session and direction
   */
  byte[] open(byte[] record) throws AEADBadTagException {
    try {
      prepare(Cipher.DECRYPT_MODE, record);
      byte[] payload = cipher.doFinal(record, HEADER_SIZE, record.length - HEADER_SIZE);
      sequence++;
      return payload;
    } catch (AEADBadTagException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening fails by its tag only", e);
    }
  }

  /** Replaces the key; the old one is gone for both ends. */
  void update() {
    TrafficKey old = key;
    key = old.successor(direction);
    old.destroy();
    sequence = 0;
    keySince = ticker.getAsLong();
  }

  void destroy() {
    key.destroy();
  }

  private void prepare(int mode, byte[] record) throws GeneralSecurityException {
    cipher.init(mode, key, key.nonce(sequence));
    System.arraycopy(record, 0, aad, headerAt, HEADER_SIZE);
    cipher.updateAAD(aad);
  }

  /** One per direction for its life: looking a provider up costs more than sealing a record. */
  private static Cipher newCipher() {
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has AES/GCM/NoPadding", e);
    }
  }
}
