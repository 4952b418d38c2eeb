package org.vouchsafe.host.account;

/**
 * A new API token.
 *
 * @param secret the bearer token: shown once, kept as a digest
 */
public record IssuedToken(Token token, String secret) {
  /** Without the secret. */
  @Override
  public String toString() {
    return "IssuedToken[" + token.id() + "]";
  }
}
