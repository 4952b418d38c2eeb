package org.vouchsafe.engine.text;

/** The text is not WebAssembly: says at which line, and why. */
final class TextError extends Exception {
  private static final long serialVersionUID = 1L;

  TextError(int line, String reason) {
    super("line " + line + ": " + reason);
  }
}
