package org.vouchsafe.host.environment;

import jakarta.ejb.Stateless;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.Page;

/** The environments of an account. */
@Stateless
public class Environments {
  /**
   * @throws RefusedException NOT_FOUND when there is none of this name in the caller's account
   */
  public Environment find(Caller caller, EnvironmentRef id) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * @param cursor from the page before
   * @param limit at most {@link Page#MAX}
   */
  public Page<Environment> list(
      Caller caller, Optional<EnvironmentState> state, Optional<String> cursor, int limit)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * The newest encoded evidence bundle.
   *
   * @throws RefusedException NOT_FOUND when there is no such environment or it was never attested
   */
  public Bytes lastEvidence(Caller caller, EnvironmentRef id) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
