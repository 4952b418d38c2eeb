package org.vouchsafe.client.service;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.vouchsafe.attestation.Bytes;

/**
 * Which server is the right one: the SHA-256 digest of the SubjectPublicKeyInfo of its TLS
 * certificate. Written {@code sha256:} and 64 hexadecimal digits.
 *
 * @param digest 32 bytes
 */
public record Pin(Bytes digest) {
  private static final String PREFIX = "sha256:";

  public Pin {
    if (digest.size() != 32) {
      throw new IllegalArgumentException("a pin is 32 bytes");
    }
  }

  /**
   * @throws IllegalArgumentException when {@code text} is not a pin
   */
  public static Pin parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a pin starts with " + PREFIX);
    }
    return new Pin(Bytes.fromHex(text.substring(PREFIX.length())));
  }

  public static Pin of(X509Certificate certificate) {
    return of(certificate.getPublicKey());
  }

  public static Pin of(PublicKey key) {
    try {
      return new Pin(Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded())));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return PREFIX + digest.hex();
  }
}
