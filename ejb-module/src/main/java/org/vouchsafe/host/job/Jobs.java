package org.vouchsafe.host.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.event.EventKind;
import org.vouchsafe.host.event.Events;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Cursor;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.Page;

/** The jobs of an account. */
@ApplicationScoped
public class Jobs {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  // Between two looks at the row: the end may come on another node, which wakes nobody here.
  private static final Duration LOOK = Duration.ofMillis(500);

  private EntityManager entities;
  private JobMessages messages;
  private JobEnds ends;
  private Events events;
  private AfterCommit afterCommit;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Jobs() {}

  @Inject
  public Jobs(
      EntityManager entities,
      JobMessages messages,
      JobEnds ends,
      Events events,
      AfterCommit afterCommit,
      Clock clock) {
    this.entities = entities;
    this.messages = messages;
    this.ends = ends;
    this.events = events;
    this.afterCommit = afterCommit;
    this.clock = clock;
  }

  /** Writes a new job down, within the caller's transaction; its message follows the commit. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void submit(Job job) {
    entities.persist(job);
    messages.sendAfterCommit(job);
  }

  /**
   * @throws RefusedException NOT_FOUND when the caller's account has no such job
   */
  public Job find(Caller caller, JobId id) throws RefusedException {
    return entities
        .createQuery("select j from Job j where j.id = :id and j.account = :account", Job.class)
        .setParameter("id", id.text())
        .setParameter("account", caller.account().text())
        .getResultStream()
        .findFirst()
        .orElseThrow(
            () -> RefusedException.of(Code.NOT_FOUND, "job", "one of your jobs", id.text()));
  }

  /**
   * The account's jobs, newest first.
   *
   * @param cursor from the page before
   * @param limit at most {@link Page#MAX}
   */
  public Page<Job> list(
      Caller caller,
      Optional<EnvironmentRef> environment,
      Optional<JobState> state,
      Optional<String> cursor,
      int limit)
      throws RefusedException {
    Cursor from = Cursor.of(cursor);
    int most = Cursor.clamp(limit);
    TypedQuery<Job> query =
        entities
            .createQuery(
                "select j from Job j where j.account = :account"
                    + (environment.isPresent() ? " and j.environment = :environment" : "")
                    + (state.isPresent() ? " and j.state = :state" : "")
                    + " and (j.createdAt < :at or (j.createdAt = :at and j.id < :id))"
                    + " order by j.createdAt desc, j.id desc",
                Job.class)
            .setParameter("account", caller.account().text())
            .setParameter("at", from.at())
            .setParameter("id", from.id())
            .setMaxResults(most + 1);
    environment.ifPresent(ref -> query.setParameter("environment", ref.text()));
    state.ifPresent(wanted -> query.setParameter("state", wanted));
    return Cursor.page(
        query.getResultList(), most, job -> new Cursor(job.createdAt(), job.id().text()));
  }

  /**
   * Waits until the job has ended, or until the time is up, and returns it as it is then.
   *
   * @param atMost cut to 30 s
   * @throws RefusedException NOT_FOUND when the caller's account has no such job
   */
  @Transactional(Transactional.TxType.NOT_SUPPORTED)
  public Job await(Caller caller, JobId id, Duration atMost) throws RefusedException {
    Duration wait = atMost.compareTo(LONGEST_WAIT) < 0 ? atMost : LONGEST_WAIT;
    Instant until = clock.instant().plus(wait);
    while (true) {
      CompletableFuture<Void> end = ends.watch(id);
      Job job = find(caller, id);
      Duration left = Duration.between(clock.instant(), until);
      if (job.state().isEnd() || !left.isPositive()) {
        ends.forget(id, end);
        return job;
      }
      sleep(end, left.compareTo(LOOK) < 0 ? left : LOOK);
    }
  }

  private static void sleep(CompletableFuture<Void> end, Duration atMost) {
    CompletableFuture<Void> woken =
        end.copy().completeOnTimeout(null, atMost.toNanos(), TimeUnit.NANOSECONDS);
    woken.join();
  }

  /**
   * Sends a failed job again.
   *
   * @throws RefusedException NOT_FOUND; CONFLICT when it has not failed
   */
  @Transactional(rollbackOn = RefusedException.class)
  public Job retry(Caller caller, JobId id) throws RefusedException {
    Job job = find(caller, id);
    entities.refresh(job, LockModeType.PESSIMISTIC_WRITE);
    tryAgain(job);
    return job;
  }

  /** As {@link #retry}, for an operator who found the job among the dead letters. */
  void tryAgain(Job job) throws RefusedException {
    job.tryAgain(clock.instant());
    changed(job);
    messages.sendAfterCommit(job);
  }

  /**
   * The job's row, locked until the caller's transaction ends. Only as the first look at it in that
   * transaction: an earlier one would be shown instead.
   */
  Optional<Job> lock(JobId id) {
    return entities
        .createQuery("select j from Job j where j.id = :id", Job.class)
        .setParameter("id", id.text())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  /**
   * As {@link #lock}, to take a lease and nothing else; empty when somebody else has it locked. The
   * commit does not wait for the disk: a lease that is lost with the database leaves the job
   * queued, and whatever is committed after it brings it to the disk, too.
   */
  @SuppressWarnings("unchecked") // a native query has no typed form; the class is given
  Optional<Job> lockForLease(JobId id) {
    return entities
        .createNativeQuery(
            "select j.*, set_config('synchronous_commit', 'off', true) from job j"
                + " where j.id = :id for update skip locked",
            Job.class)
        .setParameter("id", id.text())
        .getResultStream()
        .findFirst();
  }

  /** Tells of the job's state, once it is committed. */
  void changed(Job job) {
    String id = job.id().text();
    job.account()
        .ifPresent(account -> events.changed(account, EventKind.JOB, id, job.state().name()));
    if (job.state().isEnd()) {
      afterCommit.execute(() -> ends.ended(id));
    }
  }
}
