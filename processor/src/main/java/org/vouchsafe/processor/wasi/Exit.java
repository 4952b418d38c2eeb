package org.vouchsafe.processor.wasi;

/** The program called {@code proc_exit}. */
public final class Exit extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Exit(int status) {
    super("exit " + status, null, false, false);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
