package org.vouchsafe.host.job;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.JobId;

/**
 * The steps of working on a job, each its own transaction, except for the work itself: that takes
 * the job, does what is to be done and puts it back done, in one.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Workbench {
  private Jobs jobs;
  private Event<JobFailed> failures;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Workbench() {}

  @Inject
  public Workbench(Jobs jobs, Event<JobFailed> failures, Clock clock) {
    this.jobs = jobs;
    this.failures = failures;
    this.clock = clock;
  }

  /**
   * Begins the job; empty when there is nothing to do: it has ended, or another is at it. A row
   * that is locked is one that another is at.
   */
  public Optional<Job> begin(JobId id) {
    return jobs.lockForLease(id).filter(job -> job.begin(clock.instant()));
  }

  /**
   * Takes a job that was begun, and keeps it locked for the work, in the caller's transaction.
   * Empty when its lease ran out and another began it and ended it.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<Job> take(JobId id) {
    return jobs.lock(id).filter(job -> job.state() == JobState.RUNNING);
  }

  /** The work is done; part of the transaction that did it. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void done(Job job, Optional<Bytes> signedResult) throws RefusedException {
    job.done(signedResult, clock.instant());
    jobs.changed(job);
  }

  /** The job cannot be done. One that has ended meanwhile stays as it is. */
  public void failed(JobId id, Finding why) throws RefusedException {
    Optional<Job> found = jobs.lock(id).filter(job -> !job.state().isEnd());
    if (found.isPresent()) {
      Job job = found.get();
      job.failed(why, clock.instant());
      jobs.changed(job);
      failures.fire(new JobFailed(job));
    }
  }

  /**
   * The broker gave the job's message up. The job fails with the last error that a worker noted, or
   * else with {@code otherwise}.
   */
  public void gaveUp(JobId id, Finding otherwise) throws RefusedException {
    Optional<Job> found = jobs.lock(id);
    if (found.isPresent()) {
      failed(id, found.get().error().orElse(otherwise));
    }
  }

  /** The job could not be done this time. */
  public void giveBack(JobId id, Finding why) throws RefusedException {
    Optional<Job> found = jobs.lock(id).filter(job -> job.state() == JobState.RUNNING);
    if (found.isPresent()) {
      found.get().giveBack(why, clock.instant());
    }
  }
}
