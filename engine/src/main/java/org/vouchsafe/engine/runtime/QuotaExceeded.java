package org.vouchsafe.engine.runtime;

/** A module wants more at its start than it may have. */
public final class QuotaExceeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long wanted;

  QuotaExceeded(long wanted, long limit) {
    super(wanted + " bytes are wanted at the start, of at most " + limit, null, false, false);
    this.wanted = wanted;
  }

  /** In bytes. */
  public long wanted() {
    return wanted;
  }
}
