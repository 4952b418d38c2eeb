package org.vouchsafe.host.identity;

import java.security.SecureRandom;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** Identifiers are a prefix that names the kind and 128 random bits in lower-case base32. */
final class RandomId {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 26;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  static String fresh(String prefix) {
    byte[] bits = new byte[17];
    RANDOM.nextBytes(bits);
    StringBuilder text = new StringBuilder(prefix);
    int buffer = 0;
    int held = 0;
    int next = 0;
    for (int i = 0; i < LENGTH; i++) {
      if (held < 5) {
        buffer = (buffer << 8) | (bits[next++] & 0xff);
        held += 8;
      }
      text.append(ALPHABET.charAt((buffer >> (held - 5)) & 31));
      held -= 5;
    }
    return text.toString();
  }

  /** Anything that is not of the right form names nothing, so it is not found rather than wrong. */
  static String known(String prefix, String text) throws RefusedException {
    if (!isWellFormed(prefix, text)) {
      throw RefusedException.of(
          Code.NOT_FOUND, "identifier", prefix + " and 26 letters or digits", "another form");
    }
    return text;
  }

  static String require(String prefix, String text) {
    if (!isWellFormed(prefix, text)) {
      throw new IllegalArgumentException("not an identifier that starts with " + prefix);
    }
    return text;
  }

  private static boolean isWellFormed(String prefix, String text) {
    if (text.length() != prefix.length() + LENGTH || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
