package org.vouchsafe.host.job;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.host.identity.DeadLetterId;
import org.vouchsafe.host.identity.JobId;

/** A message that was delivered as often as allowed and never processed. */
@Entity
@Table(name = "dead_letter")
public class DeadLetter {
  /** Larger ones are recorded without their text, and cannot be sent again. */
  static final int MAX_TEXT = 256 * 1024;

  @Id private String id;

  @Column(updatable = false)
  private String queue;

  @Column(updatable = false)
  private @Nullable String job;

  @Column(updatable = false)
  private @Nullable String text;

  @Column(updatable = false)
  private String problem;

  @Column(updatable = false)
  private Instant at;

  @Column(name = "sent_again_at")
  private @Nullable Instant sentAgainAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected DeadLetter() {}

  DeadLetter(
      String queue, @Nullable String job, @Nullable String text, String problem, Instant at) {
    this.id = DeadLetterId.fresh().text();
    this.queue = queue;
    this.job = job;
    this.text = text;
    this.problem = problem;
    this.at = at;
  }

  void sentAgain(Instant now) {
    sentAgainAt = now;
  }

  public DeadLetterId id() {
    return new DeadLetterId(id);
  }

  /** The queue it was in. */
  public String queue() {
    return queue;
  }

  /** The job it told of; empty for a message from outside. */
  public Optional<JobId> job() {
    return Optional.ofNullable(job).map(JobId::new);
  }

  /** Its text, where it was text and not too long. */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** Why, in one sentence. */
  public String problem() {
    return problem;
  }

  public Instant at() {
    return at;
  }

  public Optional<Instant> sentAgainAt() {
    return Optional.ofNullable(sentAgainAt);
  }
}
