package org.vouchsafe.gate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;

/**
 * Everything a processor says to its host of its own accord. Called on the connection's reading
 * thread: an implementation hands over and returns. What the processor will fetch, store and load
 * later has its frame kinds reserved, and they are refused until they are built.
 */
public interface ExitGate {
  /** A sealed record for whoever is connected under {@code handle}. */
  void emit(AreaId area, Bytes handle, Bytes record);

  /** The area is gone. */
  void ended(AreaId area, Code reason);
}
