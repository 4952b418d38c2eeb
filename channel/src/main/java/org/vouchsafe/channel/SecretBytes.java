package org.vouchsafe.channel;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vouchsafe.attestation.Bytes;

/**
 * A string of secret bytes: it never prints itself, compares in constant time, and is zeroed by
 * {@link #close}. Zeroing is best effort: a collector that moves objects may leave copies behind
 * until the heap is reused, which is why processors run with dumps off.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] array;
  private boolean closed;

  private SecretBytes(byte[] array) {
    this.array = array;
  }

  public static SecretBytes copyOf(byte[] source) {
    return new SecretBytes(source.clone());
  }

  /** Takes {@code source} over without a copy; the caller must forget it. */
  public static SecretBytes adopt(byte[] source) {
    return new SecretBytes(source);
  }

  public static SecretBytes random(int size, SecureRandom random) {
    byte[] array = new byte[size];
    random.nextBytes(array);
    return new SecretBytes(array);
  }

  /**
   * HKDF-Expand (RFC 5869 §2.3) with SHA-256, of one block at most.
   *
   * @param size up to 32
   * @throws IllegalStateException when this was closed
   */
  public SecretBytes expand(Bytes info, int size) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(asKey("HmacSHA256"));
      mac.update(info.toArray());
      mac.update((byte) 1);
      try (SecretBytes block = adopt(mac.doFinal())) {
        return adopt(Arrays.copyOf(block.array, size));
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has HmacSHA256", e);
    }
  }

  /**
   * As the JDK's ciphers take it: with a copy that nobody can zero.
   *
   * @throws IllegalStateException when this was closed
   */
  public synchronized SecretKeySpec asKey(String algorithm) {
    requireOpen();
    return new SecretKeySpec(array, algorithm);
  }

  public int size() {
    return array.length;
  }

  /**
   * A copy that the caller must zero.
   *
   * @throws IllegalStateException when this was closed: zeroes are not a key
   */
  public synchronized byte[] copy() {
    requireOpen();
    return array.clone();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the secret was destroyed");
    }
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(array, (byte) 0);
  }

  /** Constant time for equal sizes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes that
        && !isClosed()
        && !that.isClosed()
        && MessageDigest.isEqual(array, that.array);
  }

  /** Of the size only: a hash of the content would leak it. */
  @Override
  public int hashCode() {
    return array.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[" + array.length + "]";
  }
}
