package org.vouchsafe.channel;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/** Key, IV and successor secret of one direction in one generation. */
final class TrafficKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  static final int KEY_SIZE = 32;
  static final int IV_SIZE = 12;
  static final int NEXT_SIZE = 32;
  private static final int TAG_BITS = 128;

  private final byte[] key;
  private final byte[] iv;
  private final byte[] next;
  private final int generation;
  private volatile boolean destroyed;

  private TrafficKey(byte[] key, byte[] iv, byte[] next, int generation) {
    this.key = key;
    this.iv = iv;
    this.next = next;
    this.generation = generation;
  }

  /** Generation 0: three exports, so that no key is used by two algorithms. */
  static TrafficKey export(HpkeContext context, String label, Bytes transcript) {
    return new TrafficKey(
        exported(context, label + " key", transcript, KEY_SIZE),
        exported(context, label + " iv", transcript, IV_SIZE),
        exported(context, label + " next", transcript, NEXT_SIZE),
        0);
  }

  private static byte[] exported(HpkeContext context, String label, Bytes transcript, int size) {
    try (SecretBytes secret = context.export(Lp.lp("EHS-1 " + label, transcript), size)) {
      return secret.copy();
    }
  }

  /** The next generation; this one stays as it is until it is destroyed. */
  TrafficKey successor(Direction direction) {
    int number = generation + 1;
    Bytes counter = Bytes.copyOf(ByteBuffer.allocate(4).putInt(0, number));
    return new TrafficKey(
        expand(direction.label() + " key", counter, KEY_SIZE),
        expand(direction.label() + " iv", counter, IV_SIZE),
        expand(direction.label() + " next", counter, NEXT_SIZE),
        number);
  }

  /** HKDF-Expand (RFC 5869 §2.3) of at most one block. */
  private byte[] expand(String label, Bytes counter, int size) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new javax.crypto.spec.SecretKeySpec(next, "HmacSHA256"));
      mac.update(Lp.lp("EHS-1 update " + label, counter).toArray());
      mac.update((byte) 1);
      byte[] block = mac.doFinal();
      byte[] result = Arrays.copyOf(block, size);
      Arrays.fill(block, (byte) 0);
      return result;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  int generation() {
    return generation;
  }

  /** IV XOR sequence number (RFC 8446 §5.3): unique, since a number is used once per key. */
  GCMParameterSpec nonce(long sequence) {
    byte[] nonce = iv.clone();
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[IV_SIZE - 1 - i] ^= (byte) (sequence >>> (8 * i));
    }
    return new GCMParameterSpec(TAG_BITS, nonce);
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy: the JDK's cipher zeroes what it is given. */
  @Override
  public byte[] getEncoded() {
    if (destroyed) {
      throw new IllegalStateException("the key was destroyed");
    }
    return key.clone();
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(key, (byte) 0);
    Arrays.fill(iv, (byte) 0);
    Arrays.fill(next, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return "TrafficKey[generation " + generation + "]";
  }
}
