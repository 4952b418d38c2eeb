package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/**
 * Who owns an environment and under which parameters: {@code H(lp("VS-binding", ownerKey,
 * parameters))}, over the owner's SubjectPublicKeyInfo and the encoded parameters.
 *
 * @param value 48 bytes
 */
public record Binding(Bytes value) {
  public Binding {
    Measured.requireDigest(value);
  }

  public static Binding of(Parameters parameters) {
    return new Binding(Lp.sha384("VS-binding", parameters.ownerKey().spki(), parameters.encode()));
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
