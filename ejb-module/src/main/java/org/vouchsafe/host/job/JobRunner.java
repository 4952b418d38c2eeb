package org.vouchsafe.host.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Locale;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.metric.Metrics;

/**
 * Does the job that a message names, once. A refusal ends the job; anything else gives it back and
 * is thrown on, so that the broker delivers the message again, later and not for ever.
 */
@ApplicationScoped
public class JobRunner {
  /** However its messages came: after so many attempts a job has failed. */
  static final int MOST_ATTEMPTS = 20;

  /**
   * What a job of one operation is done by: takes it, does it and puts it back in a transaction.
   */
  public interface Work {
    void perform(Job begun) throws RefusedException;
  }

  private Workbench workbench;
  private Metrics metrics;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected JobRunner() {}

  @Inject
  public JobRunner(Workbench workbench, Metrics metrics) {
    this.workbench = workbench;
    this.metrics = metrics;
  }

  /**
   * @throws JobNotDoneException when it shall be tried again
   */
  public void run(Message message, Work work) {
    Optional<JobId> id;
    try {
      id = JobMessages.jobOf(message);
    } catch (JMSException e) {
      throw new JobNotDoneException("a message could not be read", e);
    }
    // Thrown, not dropped: a message that names no job is looked at among the dead letters.
    run(id.orElseThrow(() -> new JobNotDoneException("the message names no job", null)), work);
  }

  void run(JobId id, Work work) {
    Optional<Job> begun = workbench.begin(id);
    if (begun.isEmpty()) {
      return;
    }
    try {
      work.perform(begun.get());
      count(begun.get(), "done");
    } catch (RefusedException e) {
      Finding why = e.findings().get(0);
      if (mayPass(e.code()) && begun.get().attempts() < MOST_ATTEMPTS) {
        giveBack(begun.get(), why);
        throw new JobNotDoneException(why.sentence(), e);
      }
      fail(begun.get(), why);
    } catch (RuntimeException e) {
      Finding why =
          new Finding(Code.INTERNAL, "work on the job", "success", "a failure that was logged");
      if (begun.get().attempts() >= MOST_ATTEMPTS) {
        fail(begun.get(), why);
      } else {
        giveBack(begun.get(), why);
      }
      throw e;
    }
  }

  private void fail(Job job, Finding why) {
    try {
      workbench.failed(job.id(), why);
    } catch (RefusedException e) {
      throw new JobNotDoneException("the job changed under its lock", e);
    }
    count(job, "failed");
  }

  private void giveBack(Job job, Finding why) {
    try {
      workbench.giveBack(job.id(), why);
    } catch (RefusedException e) {
      throw new JobNotDoneException("the job changed under its lock", e);
    }
    count(job, "again");
  }

  private static boolean mayPass(Code code) {
    return code == Code.UNAVAILABLE || code == Code.INTERNAL || code == Code.RATE_LIMITED;
  }

  private void count(Job job, String outcome) {
    metrics.count(
        "vouchsafe_jobs_total{operation=\""
            + job.operation().name().toLowerCase(Locale.ROOT)
            + "\",outcome=\""
            + outcome
            + "\"}");
  }
}
