package org.vouchsafe.engine.runtime;

/** Leaves the program, because somebody asked it to stop. */
public final class StopException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StopException() {
    super("stopped", null, false, false);
  }
}
