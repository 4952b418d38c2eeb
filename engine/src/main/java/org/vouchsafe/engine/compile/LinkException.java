package org.vouchsafe.engine.compile;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.Module.Import;

/** An import that nobody offers, or that is of another type. */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1L;

  LinkException(Import wanted, @Nullable Object found) {
    super(
        (found == null ? "unknown import " : "incompatible import type of ")
            + wanted.module()
            + "."
            + wanted.name());
  }
}
