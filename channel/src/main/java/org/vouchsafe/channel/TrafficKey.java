package org.vouchsafe.channel;

import java.nio.ByteBuffer;
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

  private final transient SecretBytes key;
  private final transient SecretBytes iv;
  private final transient SecretBytes next;
  private final int generation;

  private TrafficKey(SecretBytes key, SecretBytes iv, SecretBytes next, int generation) {
    this.key = key;
    this.iv = iv;
    this.next = next;
    this.generation = generation;
  }

  /** Generation 0: three exports, so that no key is used by two algorithms. */
  static TrafficKey export(HpkeContext context, String label, Bytes transcript) {
    return new TrafficKey(
        context.export(Lp.lp("EHS-1 " + label + " key", transcript), KEY_SIZE),
        context.export(Lp.lp("EHS-1 " + label + " iv", transcript), IV_SIZE),
        context.export(Lp.lp("EHS-1 " + label + " next", transcript), NEXT_SIZE),
        0);
  }

  /** The next generation; this one stays as it is until it is destroyed. */
  TrafficKey successor(Direction direction) {
    int number = generation + 1;
    Bytes counter = Bytes.copyOf(ByteBuffer.allocate(4).putInt(0, number));
    String label = "EHS-1 update " + direction.label();
    return new TrafficKey(
        next.expand(Lp.lp(label + " key", counter), KEY_SIZE),
        next.expand(Lp.lp(label + " iv", counter), IV_SIZE),
        next.expand(Lp.lp(label + " next", counter), NEXT_SIZE),
        number);
  }

  int generation() {
    return generation;
  }

  /** IV XOR sequence number (RFC 8446 §5.3): unique, since a number is used once per key. */
  GCMParameterSpec nonce(long sequence) {
    byte[] nonce = iv.copy();
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
    return key.copy();
  }

  @Override
  public void destroy() {
    key.close();
    iv.close();
    next.close();
  }

  @Override
  public boolean isDestroyed() {
    return key.isClosed();
  }

  @Override
  public String toString() {
    return "TrafficKey[generation " + generation + "]";
  }
}
