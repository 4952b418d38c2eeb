package org.vouchsafe.engine.module;

/** A module that cannot be used: says where and why. */
public abstract sealed class ModuleException extends Exception
    permits MalformedModule, InvalidModule {
  private static final long serialVersionUID = 1L;

  private final int offset;

  ModuleException(String kind, int offset, String reason) {
    super(kind + " module, at byte " + offset + ": " + reason);
    this.offset = offset;
  }

  /** In bytes from the start of the module. */
  public int offset() {
    return offset;
  }
}
