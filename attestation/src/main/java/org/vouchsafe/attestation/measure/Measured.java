package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** What measured values have in common: digests, and rules that hold for every instance. */
final class Measured {
  static final int DIGEST_SIZE = 48;

  private Measured() {}

  /** Makes a value out of fields that were read. */
  interface Maker<T> {
    T make() throws MalformedException;
  }

  /**
   * The rules of a structure are checked once, where it is made; input that breaks one is
   * malformed.
   */
  static <T> T read(String path, Maker<T> maker) throws MalformedException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      String problem = e.getMessage();
      throw new MalformedException(path, problem == null ? "breaks a rule" : problem);
    }
  }

  static void requireDigest(Bytes value) {
    if (value.size() != DIGEST_SIZE) {
      throw new IllegalArgumentException(
          "a digest has " + DIGEST_SIZE + " bytes, not " + value.size());
    }
  }
}
