package org.vouchsafe.host.conveyance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;

/** Carries sealed frames between a client and the area of its environment. */
@ApplicationScoped
public class Channels {
  /**
   * Delivers frames of a session and returns the frames that answer them.
   *
   * @param handle 32 bytes, the session's nonceE
   * @param frames M3 as the first of a new handle, answered by M4; then records
   * @return fails with RefusedException, the area's or the gate's
   * @throws RefusedException NOT_FOUND, CONFLICT when the environment has no area, TOO_LARGE
   */
  public CompletableFuture<List<Bytes>> deliver(
      Caller caller, EnvironmentRef environment, Bytes handle, List<Bytes> frames)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Has records that the area produces by itself sent to a transport, until it is closed. A later
   * subscription for the handle takes the place of an earlier one.
   */
  public Subscription subscribe(
      Caller caller, EnvironmentRef environment, Bytes handle, FrameListener listener)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Delivers one EHS-1A message and returns the sealed reply. */
  public CompletableFuture<Bytes> message(Caller caller, EnvironmentRef environment, Bytes sealed)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
