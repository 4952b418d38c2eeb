package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * Names an account, which is a tenant.
 *
 * @param text {@code acc_} and 26 characters of base32
 */
public record AccountId(String text) {
  private static final String PREFIX = "acc_";

  public AccountId {
    RandomId.require(PREFIX, text);
  }

  public static AccountId fresh() {
    return new AccountId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static AccountId of(String text) throws RefusedException {
    return new AccountId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
