package org.vouchsafe.engine.runtime;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.ExternType;

/** A global that several instances may share. Public fields, because compiled code uses them. */
public final class Global {
  private final ExternType.Global type;

  /** A number, as bits. */
  public long bits;

  /** Or a reference. */
  public @Nullable Object reference;

  public Global(ExternType.Global type, long bits, @Nullable Object reference) {
    this.type = type;
    this.bits = bits;
    this.reference = reference;
  }

  public ExternType.Global type() {
    return type;
  }
}
