package org.vouchsafe.gate;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Loader;

/**
 * Everything a host can ask of a processor. Calls return at once; a future fails with {@link
 * org.vouchsafe.attestation.RefusedException} and nothing else. Calls about one handle take effect
 * in the order in which they were made. An area that is not there is {@code NOT_FOUND}; a processor
 * that does not answer is {@code UNAVAILABLE}, or {@code OUTCOME_UNKNOWN} when it was given frames
 * or a message and went away before it answered.
 */
public interface EntryGate {
  CompletableFuture<ProcessorDescription> describe();

  /**
   * Zeroes an area, places loader and parameters in it, and measures them.
   *
   * @param parameters the encoded parameters; empty makes an unbound area for the warm pool
   */
  CompletableFuture<AreaDescription> instantiate(Loader loader, Optional<Bytes> parameters);

  /** Makes evidence for a client's M1; the answer is M2. */
  CompletableFuture<Bytes> attest(AreaId area, Bytes m1);

  /**
   * Hands frames to a channel. The first frame of a new handle is M3, and its answer M4; all later
   * ones are records.
   *
   * @param handle 32 bytes: the nonceE of the handshake's M2
   * @return the records that these frames called forth: replies, their fragments, alerts
   */
  CompletableFuture<List<Bytes>> deliver(AreaId area, Bytes handle, List<Bytes> frames);

  /**
   * A transport is there for this handle: from now on, what the area sends of its own accord leaves
   * by {@link ExitGate#emit} on this connection. Ends with the connection.
   */
  CompletableFuture<Void> subscribe(AreaId area, Bytes handle);

  CompletableFuture<Void> unsubscribe(AreaId area, Bytes handle);

  /** A message without a live session (EHS-1A); the answer is the sealed reply. */
  CompletableFuture<Bytes> message(AreaId area, Bytes sealed);

  CompletableFuture<AreaDescription> status(AreaId area);

  CompletableFuture<List<AreaDescription>> areas();

  /** Not built yet: fails with {@code UNSUPPORTED_VERSION}. */
  CompletableFuture<Bytes> persist(AreaId area);

  /** Not built yet: fails with {@code UNSUPPORTED_VERSION}. */
  CompletableFuture<AreaDescription> restore(Bytes manifest);

  /** Ends whatever runs in the area and zeroes it. Done when nothing is left of it. */
  CompletableFuture<Void> destroy(AreaId area);
}
