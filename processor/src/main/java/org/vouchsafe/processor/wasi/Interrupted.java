package org.vouchsafe.processor.wasi;

/** The thread was interrupted while the program waited in a call: it is to end. */
public final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Interrupted() {
    super("interrupted", null, false, false);
  }
}
