package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * One life of an environment, through all its restores: {@code H(lp("VS-lineage", ownerKey,
 * nonce))}.
 *
 * @param value 48 bytes
 */
public record Lineage(Bytes value) {
  public Lineage {
    Measured.requireDigest(value);
  }

  public static final int NONCE_SIZE = 32;

  /**
   * @param nonce 32 bytes that the owner drew for this life
   */
  public static Lineage of(VerifyingKey owner, Bytes nonce) {
    if (nonce.size() != NONCE_SIZE) {
      throw new IllegalArgumentException("a lineage nonce has " + NONCE_SIZE + " bytes");
    }
    return new Lineage(Lp.sha384("VS-lineage", owner.spki(), nonce));
  }

  /** The head of a life that has no checkpoint yet: epoch 0, sequence 0. */
  public Bytes genesisHead(EnvironmentId environment) {
    return Lp.sha384("VS-genesis", value, environment.value());
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
