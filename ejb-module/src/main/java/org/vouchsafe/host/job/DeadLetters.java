package org.vouchsafe.host.job;

import jakarta.ejb.Stateless;
import java.util.Optional;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.DeadLetterId;
import org.vouchsafe.host.identity.Page;

/** Messages that nobody could process; for operators. */
@Stateless
public class DeadLetters {
  public Page<DeadLetter> list(Caller operator, Optional<String> cursor, int limit)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Sends it to its queue once more. */
  public DeadLetter resend(Caller operator, DeadLetterId id) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
