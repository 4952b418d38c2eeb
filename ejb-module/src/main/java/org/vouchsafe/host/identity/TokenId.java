package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * Names a token without being one.
 *
 * @param text {@code tok_} and 26 characters of base32
 */
public record TokenId(String text) {
  private static final String PREFIX = "tok_";

  public TokenId {
    RandomId.require(PREFIX, text);
  }

  public static TokenId fresh() {
    return new TokenId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static TokenId of(String text) throws RefusedException {
    return new TokenId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
