package org.vouchsafe.host.account;

import java.time.Instant;
import org.vouchsafe.host.identity.Caller;

/**
 * A session that a password opened.
 *
 * @param token the bearer token: shown once, kept as a digest
 * @param mustChangePassword the password was a one-time one: it stays good until the user sets
 *     another or makes an API token
 */
public record Login(String token, Instant expires, Caller caller, boolean mustChangePassword) {
  /** Without the token. */
  @Override
  public String toString() {
    return "Login[" + caller.user() + " until " + expires + "]";
  }
}
