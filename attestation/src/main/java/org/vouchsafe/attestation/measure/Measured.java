package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;

/** What all measured values have in common: they are SHA-384 digests. */
final class Measured {
  static final int DIGEST_SIZE = 48;

  private Measured() {}

  static void requireDigest(Bytes value) {
    if (value.size() != DIGEST_SIZE) {
      throw new IllegalArgumentException(
          "a digest has " + DIGEST_SIZE + " bytes, not " + value.size());
    }
  }
}
