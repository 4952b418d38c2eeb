package org.vouchsafe.host.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.host.identity.AccountId;

/** Something of an account changed its state. */
@Entity
@Table(name = "event")
public class Event {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @Column(updatable = false)
  private String account;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private EventKind kind;

  @Column(updatable = false)
  private String subject;

  @Column(updatable = false)
  private String state;

  @Column(updatable = false)
  private Instant at;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Event() {}

  Event(AccountId account, EventKind kind, String subject, String state, Instant at) {
    this.account = account.text();
    this.kind = kind;
    this.subject = subject;
    this.state = state;
    this.at = at;
  }

  /** As {@link #toJson} wrote it on some node. */
  static Event arrived(
      long id, AccountId account, EventKind kind, String subject, String state, Instant at) {
    Event event = new Event(account, kind, subject, state, at);
    event.id = id;
    return event;
  }

  /** Rises; where a stream that broke off goes on. */
  public long id() {
    return id;
  }

  public AccountId account() {
    return new AccountId(account);
  }

  public EventKind kind() {
    return kind;
  }

  /** Identifier of the environment or job. */
  public String subject() {
    return subject;
  }

  /** The state it changed to. */
  public String state() {
    return state;
  }

  public Instant at() {
    return at;
  }

  /** {@code {"id":…,"kind":"job","subject":"job_…","state":"DONE","at":"…"}}. */
  public String toJson() {
    // Every part is a number, an identifier, a constant's name or a timestamp: nothing to escape.
    return "{\"id\":"
        + id
        + ",\"kind\":\""
        + kind.text()
        + "\",\"subject\":\""
        + subject
        + "\",\"state\":\""
        + state
        + "\",\"at\":\""
        + at
        + "\"}";
  }
}
