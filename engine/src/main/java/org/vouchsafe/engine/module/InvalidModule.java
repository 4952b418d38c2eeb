package org.vouchsafe.engine.module;

/** A module that breaks a rule of validation (specification 2.0, chapter 3) or a limit of ours. */
public final class InvalidModule extends ModuleException {
  private static final long serialVersionUID = 1L;

  InvalidModule(int offset, String reason) {
    super("Invalid", offset, reason);
  }
}
