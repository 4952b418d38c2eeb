package org.vouchsafe.host.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.vouchsafe.attestation.Bytes;

/** Random texts that open something: tokens and one-time passwords. */
final class BearerSecret {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String TOKEN_PREFIX = "vst_";

  private BearerSecret() {}

  /** 256 random bits; the prefix lets scanners of repositories and logs recognise it. */
  static String token() {
    return TOKEN_PREFIX + random(32);
  }

  /** 120 random bits: short enough to be typed once. */
  static String oneTimePassword() {
    return random(15);
  }

  private static String random(int size) {
    byte[] bits = new byte[size];
    RANDOM.nextBytes(bits);
    return Bytes.copyOf(bits).base64Url();
  }

  /** What is kept of a token: SHA-256, 32 bytes. There is nothing to guess in 256 random bits. */
  static Bytes digest(String token) {
    try {
      byte[] text = token.getBytes(StandardCharsets.UTF_8);
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
