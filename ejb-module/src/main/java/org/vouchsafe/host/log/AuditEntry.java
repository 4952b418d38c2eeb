package org.vouchsafe.host.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.host.identity.AccountId;

/** One line of the log: who did what to what, and how it ended. */
@Entity
@Table(name = "audit_log")
public class AuditEntry {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @Column(updatable = false)
  private Instant at;

  @Column(updatable = false)
  private @Nullable String account;

  @Column(name = "user_name", updatable = false)
  private @Nullable String user;

  @Column(updatable = false)
  private String action;

  @Column(updatable = false)
  private String subject;

  @Column(updatable = false)
  private String outcome;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected AuditEntry() {}

  AuditEntry(
      Instant at,
      @Nullable String account,
      @Nullable String user,
      String action,
      String subject,
      String outcome) {
    this.at = at;
    this.account = account;
    this.user = user;
    this.action = action;
    this.subject = subject;
    this.outcome = outcome;
  }

  public long id() {
    return id;
  }

  public Instant at() {
    return at;
  }

  /** Empty when nobody was signed in. */
  public Optional<AccountId> account() {
    return Optional.ofNullable(account).map(AccountId::new);
  }

  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  public String action() {
    return action;
  }

  public String subject() {
    return subject;
  }

  /** {@code done} or the code of the refusal. */
  public String outcome() {
    return outcome;
  }
}
