package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * Names a message that nobody could process.
 *
 * @param text {@code dlt_} and 26 characters of base32
 */
public record DeadLetterId(String text) {
  private static final String PREFIX = "dlt_";

  public DeadLetterId {
    RandomId.require(PREFIX, text);
  }

  public static DeadLetterId fresh() {
    return new DeadLetterId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static DeadLetterId of(String text) throws RefusedException {
    return new DeadLetterId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
