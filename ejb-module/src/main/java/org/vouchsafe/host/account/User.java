package org.vouchsafe.host.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;

/** Somebody who may sign in. The name is unique in the whole service. */
@Entity
@Table(name = "app_user")
class User {
  @Id private String name;

  @Column(updatable = false)
  private String account;

  @Column(updatable = false)
  private String roles;

  @Column(name = "password_hash")
  private @Nullable String passwordHash;

  @Column(name = "one_time")
  private boolean oneTime;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected User() {}

  User(String name, AccountId account, Set<Role> roles, Instant now) {
    this.name = name;
    this.account = account.text();
    this.roles = Role.join(roles);
    this.createdAt = now;
  }

  /** From now on this password is good; a one-time one until {@link #replaceOneTimePassword}. */
  void setPassword(String hash, boolean isOneTime) {
    passwordHash = hash;
    oneTime = isOneTime;
  }

  /**
   * The user has another way in now.
   *
   * @return whether a one-time password became void by it
   */
  boolean replaceOneTimePassword() {
    if (!oneTime) {
      return false;
    }
    passwordHash = null;
    oneTime = false;
    return true;
  }

  boolean hasOneTimePassword() {
    return oneTime;
  }

  @Nullable String passwordHash() {
    return passwordHash;
  }

  String name() {
    return name;
  }

  AccountId account() {
    return new AccountId(account);
  }

  Instant createdAt() {
    return createdAt;
  }

  Caller asCaller() {
    return new Caller(account(), name, Role.split(roles));
  }
}
