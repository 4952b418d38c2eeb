package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;

/**
 * The identifier of an activation state, what a client expects and a processor certifies: {@code
 * H(lp("VS-activation", "zeroed", loaderDigest, parameters | "unbound"))}. Made by {@link
 * ActivationState#id}.
 *
 * @param value 48 bytes
 */
public record ActivationStateId(Bytes value) {
  public ActivationStateId {
    Measured.requireDigest(value);
  }

  /**
   * @throws IllegalArgumentException unless {@code text} is 96 hexadecimal digits
   */
  public static ActivationStateId fromHex(String text) {
    return new ActivationStateId(Bytes.fromHex(text));
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
