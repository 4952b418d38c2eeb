package org.vouchsafe.host.account;

import java.util.Optional;

/**
 * An account that an operator made, with its first user.
 *
 * @param oneTimePassword made by the service when the operator gave none; shown once
 */
public record NewAccount(Account account, String user, Optional<String> oneTimePassword) {
  /** Without the password. */
  @Override
  public String toString() {
    return "NewAccount[" + account.id() + ", " + user + "]";
  }
}
