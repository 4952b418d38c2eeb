package org.vouchsafe.host.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.host.identity.AccountId;

/** A tenant. What it owns names it; accounts see nothing of one another. */
@Entity
@Table(name = "account")
public class Account {
  @Id private String id;

  @Column(updatable = false)
  private String name;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Account() {}

  Account(String name, Instant now) {
    this.id = AccountId.fresh().text();
    this.name = name;
    this.createdAt = now;
  }

  public AccountId id() {
    return new AccountId(id);
  }

  public String name() {
    return name;
  }

  public Instant createdAt() {
    return createdAt;
  }
}
