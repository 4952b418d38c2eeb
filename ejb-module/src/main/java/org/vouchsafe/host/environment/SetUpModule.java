package org.vouchsafe.host.environment;

import jakarta.ejb.Stateless;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.job.Job;

/** Takes wishes of clients, writes down what is to be done, and answers before it is done. */
@Stateless
public class SetUpModule {
  /**
   * Asks for an environment.
   *
   * @param idempotencyKey the same key with the same request gets the same answer
   * @throws RefusedException MALFORMED, UNSUPPORTED_VERSION, LOADER_NOT_SUPPORTED, RATE_LIMITED,
   *     UNAVAILABLE (no processor has room), NOT_FOUND (the processor that was asked for),
   *     REQUEST_ID_REUSED
   */
  public Establishment establish(
      Caller caller, EstablishRequest request, Optional<String> idempotencyKey)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for evidence for an encoded client hello. The job's result is an encoded evidence bundle.
   */
  public Job attest(
      Caller caller, EnvironmentRef environment, Bytes m1, Optional<String> idempotencyKey)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Asks for the end of an environment. Asking again gets the same job. */
  public Job terminate(Caller caller, EnvironmentRef environment) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
