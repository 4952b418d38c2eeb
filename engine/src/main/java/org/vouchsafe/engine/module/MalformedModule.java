package org.vouchsafe.engine.module;

/** Bytes that are not a module at all (specification 2.0, chapter 5). */
public final class MalformedModule extends ModuleException {
  private static final long serialVersionUID = 1L;

  MalformedModule(int offset, String reason) {
    super("Malformed", offset, reason);
  }
}
