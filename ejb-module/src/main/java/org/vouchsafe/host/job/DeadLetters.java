package org.vouchsafe.host.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Cursor;
import org.vouchsafe.host.identity.DeadLetterId;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.Page;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.log.AuditLog;

/** Messages that nobody could process; for operators. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class DeadLetters {
  private EntityManager entities;
  private Jobs jobs;
  private Outbox outbox;
  private AfterCommit afterCommit;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected DeadLetters() {}

  @Inject
  public DeadLetters(
      EntityManager entities,
      Jobs jobs,
      Outbox outbox,
      AfterCommit afterCommit,
      AuditLog log,
      Clock clock) {
    this.entities = entities;
    this.jobs = jobs;
    this.outbox = outbox;
    this.afterCommit = afterCommit;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Newest first.
   *
   * @throws RefusedException FORBIDDEN to all but operators
   */
  public Page<DeadLetter> list(Caller operator, Optional<String> cursor, int limit)
      throws RefusedException {
    operator.require(Role.OPERATOR);
    Cursor from = Cursor.of(cursor);
    int most = Cursor.clamp(limit);
    List<DeadLetter> found =
        entities
            .createQuery(
                "select d from DeadLetter d where d.at < :at or (d.at = :at and d.id < :id)"
                    + " order by d.at desc, d.id desc",
                DeadLetter.class)
            .setParameter("at", from.at())
            .setParameter("id", from.id())
            .setMaxResults(most + 1)
            .getResultList();
    return Cursor.page(found, most, letter -> new Cursor(letter.at(), letter.id().text()));
  }

  /**
   * Sends it once more: a job's by way of the job, any other to the queue that it was in.
   *
   * @throws RefusedException FORBIDDEN; NOT_FOUND; CONFLICT when the job has not failed, or when
   *     the message was too large to keep
   */
  public DeadLetter resend(Caller operator, DeadLetterId id) throws RefusedException {
    operator.require(Role.OPERATOR);
    @Nullable DeadLetter letter =
        entities.find(DeadLetter.class, id.text(), LockModeType.PESSIMISTIC_WRITE);
    if (letter == null) {
      throw RefusedException.of(Code.NOT_FOUND, "dead letter", "one that is kept", id.text());
    }
    if (letter.job().isPresent()) {
      resendJob(letter.job().get());
    } else {
      resendText(letter);
    }
    letter.sentAgain(clock.instant());
    log.done(operator, "dead-letter.resend", id);
    return letter;
  }

  private void resendJob(JobId id) throws RefusedException {
    Job job =
        jobs.lock(id)
            .orElseThrow(() -> RefusedException.of(Code.NOT_FOUND, "job", "a job", id.text()));
    jobs.tryAgain(job);
  }

  private void resendText(DeadLetter letter) throws RefusedException {
    String text =
        letter
            .text()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.CONFLICT, "dead letter", "one whose text was kept", "no text"));
    afterCommit.execute(
        () -> outbox.send(outbox.queue(letter.queue()), Outbox.text(text, Map.of())));
  }

  /** A message has been delivered as often as allowed. */
  void record(String queue, Optional<JobId> job, @Nullable String text, String problem) {
    entities.persist(
        new DeadLetter(
            queue,
            job.map(JobId::text).orElse(null),
            text != null && text.length() <= DeadLetter.MAX_TEXT ? text : null,
            problem,
            clock.instant()));
  }
}
