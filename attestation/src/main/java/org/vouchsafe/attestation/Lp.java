package org.vouchsafe.attestation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Unambiguous concatenation: each part as its length (8 bytes, big-endian) and its bytes, so that
 * moving a byte across a boundary changes the whole. Every hash and signature of the product is
 * over such a string, and its first part is a label of its own.
 */
public final class Lp {
  private Lp() {}

  public static Bytes lp(String label, Bytes... parts) {
    Bytes[] all = new Bytes[parts.length + 1];
    all[0] = Bytes.utf8(label);
    System.arraycopy(parts, 0, all, 1, parts.length);
    return lp(all);
  }

  public static Bytes lp(Bytes... parts) {
    Bytes[] all = new Bytes[parts.length * 2];
    for (int i = 0; i < parts.length; i++) {
      all[2 * i] = length(parts[i]);
      all[2 * i + 1] = parts[i];
    }
    return Bytes.concat(all);
  }

  /** SHA-384 over {@code lp(label, parts…)}: 48 bytes. */
  public static Bytes sha384(String label, Bytes... parts) {
    MessageDigest digest = newSha384();
    Bytes first = Bytes.utf8(label);
    length(first).updateInto(digest);
    first.updateInto(digest);
    for (Bytes part : parts) {
      length(part).updateInto(digest);
      part.updateInto(digest);
    }
    return Bytes.copyOf(digest.digest());
  }

  private static Bytes length(Bytes part) {
    return Bytes.copyOf(ByteBuffer.allocate(8).putLong(0, part.size()));
  }

  private static MessageDigest newSha384() {
    try {
      return MessageDigest.getInstance("SHA-384");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-384", e);
    }
  }
}
