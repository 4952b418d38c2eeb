package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/**
 * What an environment is, the same in both orders of establishment and on every computer: {@code
 * H(lp("VS-env", loaderDigest, binding))}. What seals and grants compare.
 *
 * @param value 48 bytes
 */
public record EnvironmentId(Bytes value) {
  public EnvironmentId {
    Measured.requireDigest(value);
  }

  public static EnvironmentId of(Loader loader, Binding binding) {
    return new EnvironmentId(Lp.sha384("VS-env", loader.digest(), binding.value()));
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
