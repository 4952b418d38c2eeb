package org.vouchsafe.attestation.signature;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/**
 * The name of a public key: {@code H(lp("VS-key", SPKI))}, 48 bytes.
 *
 * @param value 48 bytes
 */
public record KeyId(Bytes value) {
  public static final int SIZE = 48;

  public KeyId {
    if (value.size() != SIZE) {
      throw new IllegalArgumentException("a key id has " + SIZE + " bytes, not " + value.size());
    }
  }

  /** The name of any key by its SubjectPublicKeyInfo, X-Wing keys by their raw 1,216 bytes. */
  public static KeyId of(Bytes publicKey) {
    return new KeyId(Lp.sha384("VS-key", publicKey));
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
