package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * The host's name for an environment; not the measured {@code EnvironmentId}, which anybody can
 * compute.
 *
 * @param text {@code env_} and 26 characters of base32
 */
public record EnvironmentRef(String text) {
  private static final String PREFIX = "env_";

  public EnvironmentRef {
    RandomId.require(PREFIX, text);
  }

  public static EnvironmentRef fresh() {
    return new EnvironmentRef(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static EnvironmentRef of(String text) throws RefusedException {
    return new EnvironmentRef(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
