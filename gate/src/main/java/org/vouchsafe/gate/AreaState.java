package org.vouchsafe.gate;

/** What an area says of itself; its evidence repeats it signed. */
public enum AreaState {
  /** From the warm pool: no owner, no parameters, runs nothing. */
  UNBOUND,
  /** Bound to an owner who has not yet claimed the first epoch; takes no application data. */
  UNCLAIMED,
  /** Claimed: this instance holds the environment's state. */
  HOLDER
}
