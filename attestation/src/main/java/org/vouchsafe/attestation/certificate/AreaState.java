package org.vouchsafe.attestation.certificate;

/** What a protected memory area says of itself; the host's copy is a hint, this is the truth. */
public enum AreaState {
  /** From a pool, bound to nobody; takes no data. */
  UNBOUND,
  /** Bound to an owner who has not claimed it yet; takes no data. */
  UNCLAIMED,
  /** Claimed: this instance holds the environment's state in its epoch. */
  HOLDER
}
