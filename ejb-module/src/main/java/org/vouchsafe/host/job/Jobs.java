package org.vouchsafe.host.job;

import jakarta.ejb.Stateless;
import java.time.Duration;
import java.util.Optional;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.Page;

/** The jobs of an account. */
@Stateless
public class Jobs {
  public Job find(Caller caller, JobId id) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  public Page<Job> list(
      Caller caller,
      Optional<EnvironmentRef> environment,
      Optional<JobState> state,
      Optional<String> cursor,
      int limit)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Waits until the job has ended, or until the time is up, and returns it as it is then.
   *
   * @param atMost cut to 30 s
   */
  public Job await(Caller caller, JobId id, Duration atMost) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends a failed job again.
   *
   * @throws RefusedException CONFLICT when it has not failed
   */
  public Job retry(Caller caller, JobId id) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
