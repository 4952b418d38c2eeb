package org.vouchsafe.host.identity;

import java.util.Set;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * Who asks: made from a token or a signature that was checked, and the first parameter of every
 * service. All that a service shows or changes belongs to this account.
 *
 * @param user name of the user within the service
 */
public record Caller(AccountId account, String user, Set<Role> roles) {
  public Caller {
    roles = Set.copyOf(roles);
  }

  public boolean has(Role role) {
    return roles.contains(role);
  }

  /**
   * @throws RefusedException FORBIDDEN when the caller has not this role
   */
  public void require(Role role) throws RefusedException {
    if (!has(role)) {
      throw RefusedException.of(Code.FORBIDDEN, "role", role.text(), Role.join(roles));
    }
  }
}
