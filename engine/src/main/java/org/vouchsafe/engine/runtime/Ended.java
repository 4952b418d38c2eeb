package org.vouchsafe.engine.runtime;

/** The instance was ended, see {@link Instance#end}: nothing of it runs any more. */
public final class Ended extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Ended() {
    super("ended", null, false, false);
  }
}
