package org.vouchsafe.client.cli;

import java.io.PrintStream;

/** One line on a terminal that says what is going on; nothing at all anywhere else. */
final class Progress implements AutoCloseable {
  private final PrintStream err;
  private final boolean shown;
  private int width;

  Progress(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  void step(String what) {
    if (shown) {
      String line = Plain.line(what) + " …";
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      err.flush();
      width = line.length();
    }
  }

  /** Takes the line away, for what is printed next. */
  void clear() {
    if (shown && width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }
  }

  @Override
  public void close() {
    clear();
  }
}
