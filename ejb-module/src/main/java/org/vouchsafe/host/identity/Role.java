package org.vouchsafe.host.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** What a user may do. Roles do not include one another. */
public enum Role {
  /** Has environments. */
  CLIENT,
  /** Makes accounts, sees processors and dead letters; does not see tenants' environments. */
  OPERATOR,
  /** Records inspections, issues and uploads audit certificates. */
  AUDITOR;

  /** Lower case, as in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws RefusedException MALFORMED when there is no such role
   */
  public static Role of(String text) throws RefusedException {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw RefusedException.of(
        Code.MALFORMED, "role", "client, operator or auditor", "something else");
  }

  /** Comma-separated, in the order of declaration: the form kept in rows. */
  public static String join(Set<Role> roles) {
    return roles.stream().sorted().map(Role::text).collect(Collectors.joining(","));
  }

  /** The inverse of {@link #join}; fails on anything that {@code join} did not write. */
  public static Set<Role> split(String joined) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String text : joined.split(",", -1)) {
      roles.add(valueOf(text.toUpperCase(Locale.ROOT)));
    }
    return Set.copyOf(roles);
  }
}
