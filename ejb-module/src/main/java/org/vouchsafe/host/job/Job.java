package org.vouchsafe.host.job;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;

/**
 * One piece of work, and its own outbox: the row is committed before any message tells of it, and
 * stands until the work is done or failed with a reason.
 *
 * <p>A worker begins a job by taking a lease, does the work while it holds the row locked, and
 * finishes. A worker that dies leaves a lease that runs out; a worker that fails for a passing
 * reason gives the job back. Messages about a job that is not {@code QUEUED} are late copies and
 * change nothing.
 *
 * <p>The result is signed bytes or nothing; what the work changed is read from the environment.
 */
@Entity
@Table(name = "job")
public class Job {
  /** How long a worker may be silent between beginning a job and locking its row for the work. */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration RESEND_FIRST = Duration.ofSeconds(10);
  private static final int RESEND_DOUBLINGS = 6;

  @Id private String id;

  @Column(updatable = false)
  private @Nullable String account;

  @Column(updatable = false)
  private @Nullable String environment;

  @Column(updatable = false)
  private @Nullable String processor;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Operation operation;

  @Column(updatable = false)
  private String node;

  @Column(updatable = false)
  private byte @Nullable [] input;

  @Enumerated(EnumType.STRING)
  private JobState state;

  private int attempts;
  private int sends;

  @Column(name = "send_after")
  private Instant sendAfter;

  @Column(name = "lease_until")
  private @Nullable Instant leaseUntil;

  @Enumerated(EnumType.STRING)
  @Column(name = "error_code")
  private @Nullable Code errorCode;

  @Column(name = "error_check")
  private @Nullable String errorCheck;

  @Column(name = "error_expected")
  private @Nullable String errorExpected;

  @Column(name = "error_actual")
  private @Nullable String errorActual;

  private byte @Nullable [] result;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private long version;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Job() {}

  private Job(Operation operation, String node, Instant now) {
    this.id = JobId.fresh().text();
    this.operation = operation;
    this.node = node;
    this.state = JobState.QUEUED;
    this.createdAt = now;
    this.updatedAt = now;
    this.sendAfter = now.plus(RESEND_FIRST);
  }

  /**
   * Work on an account's environment.
   *
   * @param input what the client sent for it: an encoded client hello
   */
  public static Job on(
      EnvironmentRef environment,
      AccountId account,
      Operation operation,
      String node,
      Optional<Bytes> input,
      Instant now) {
    Job job = new Job(operation, node, now);
    job.environment = environment.text();
    job.account = account.text();
    job.input = input.map(Bytes::toArray).orElse(null);
    return job;
  }

  /** An empty job, the way that a processor's jobs go. */
  public static Job probe(String processor, AccountId account, String node, Instant now) {
    Job job = onProcessor(processor, Operation.PROBE, node, now);
    job.account = account.text();
    return job;
  }

  /** Work on a processor, for nobody in particular. */
  public static Job onProcessor(String processor, Operation operation, String node, Instant now) {
    Job job = new Job(operation, node, now);
    job.processor = processor;
    return job;
  }

  /**
   * A worker begins.
   *
   * @return false when there is nothing to do: it is at an end, or another worker is at it
   */
  boolean begin(Instant now) {
    boolean abandoned = state == JobState.RUNNING && leaseUntil != null && now.isAfter(leaseUntil);
    if (state != JobState.QUEUED && !abandoned) {
      return false;
    }
    state = JobState.RUNNING;
    attempts++;
    leaseUntil = now.plus(LEASE);
    updatedAt = now;
    return true;
  }

  /**
   * The work is done.
   *
   * @throws RefusedException CONFLICT when no worker had begun it
   */
  void done(Optional<Bytes> signedResult, Instant now) throws RefusedException {
    requireRunning();
    result = signedResult.map(Bytes::toArray).orElse(null);
    clearError();
    end(JobState.DONE, now);
  }

  /**
   * The work was refused for good, or tried often enough.
   *
   * @throws RefusedException CONFLICT when it has ended already
   */
  void failed(Finding why, Instant now) throws RefusedException {
    if (state.isEnd()) {
      throw refusal("a job that has not ended");
    }
    remember(why);
    end(JobState.FAILED, now);
  }

  /**
   * The worker stops for a reason that may pass; the next message, or the sweeper's, tries again.
   *
   * @throws RefusedException CONFLICT when no worker had begun it
   */
  void giveBack(Finding why, Instant now) throws RefusedException {
    requireRunning();
    remember(why);
    state = JobState.QUEUED;
    leaseUntil = null;
    updatedAt = now;
    sendAfter = now.plus(pause());
  }

  /**
   * Somebody wants a failed job tried again.
   *
   * @throws RefusedException CONFLICT when it has not failed
   */
  void tryAgain(Instant now) throws RefusedException {
    if (state != JobState.FAILED) {
      throw refusal(JobState.FAILED.name());
    }
    state = JobState.QUEUED;
    sends = 0;
    updatedAt = now;
    sendAfter = now.plus(RESEND_FIRST);
    clearError();
  }

  /**
   * The sweeper found it waiting: its message, or its worker, may be lost. The pause doubles, so
   * that a long queue is not made longer by copies.
   */
  void sentAgain(Instant now) {
    state = JobState.QUEUED;
    leaseUntil = null;
    sends++;
    sendAfter = now.plus(pause());
  }

  private Duration pause() {
    return RESEND_FIRST.multipliedBy(1L << Math.min(sends, RESEND_DOUBLINGS));
  }

  private void end(JobState last, Instant now) {
    state = last;
    leaseUntil = null;
    updatedAt = now;
  }

  private void remember(Finding why) {
    errorCode = why.code();
    errorCheck = why.check();
    errorExpected = why.expected();
    errorActual = why.actual();
  }

  private void clearError() {
    errorCode = null;
    errorCheck = null;
    errorExpected = null;
    errorActual = null;
  }

  private void requireRunning() throws RefusedException {
    if (state != JobState.RUNNING) {
      throw refusal(JobState.RUNNING.name());
    }
  }

  private RefusedException refusal(String expected) {
    return RefusedException.of(Code.CONFLICT, "state of the job " + id, expected, state.name());
  }

  public JobId id() {
    return new JobId(id);
  }

  /** Empty for work that belongs to no tenant. */
  public Optional<AccountId> account() {
    return Optional.ofNullable(account).map(AccountId::new);
  }

  public Optional<EnvironmentRef> environment() {
    return Optional.ofNullable(environment).map(EnvironmentRef::new);
  }

  /** Identifier of the processor, for work that is on no environment. */
  public Optional<String> processor() {
    return Optional.ofNullable(processor);
  }

  public Operation operation() {
    return operation;
  }

  /** The node whose worker must do it. */
  public String node() {
    return node;
  }

  public Optional<Bytes> input() {
    return Optional.ofNullable(input).map(Bytes::copyOf);
  }

  public JobState state() {
    return state;
  }

  /** How often a worker began. */
  public int attempts() {
    return attempts;
  }

  /** Why it failed, or why the last attempt did. */
  public Optional<Finding> error() {
    if (errorCode == null || errorCheck == null || errorExpected == null || errorActual == null) {
      return Optional.empty();
    }
    return Optional.of(new Finding(errorCode, errorCheck, errorExpected, errorActual));
  }

  /** Signed bytes: the encoded evidence bundle of a job that attested. */
  public Optional<Bytes> result() {
    return Optional.ofNullable(result).map(Bytes::copyOf);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  public long version() {
    return version;
  }
}
