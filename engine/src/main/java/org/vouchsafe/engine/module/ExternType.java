package org.vouchsafe.engine.module;

import java.util.OptionalLong;

/** The type of what a module imports or exports (specification 2.0, 2.3.11). */
public sealed interface ExternType
    permits FunctionType, ExternType.Table, ExternType.Memory, ExternType.Global {
  /** Sizes in entries or pages; both below 2^32. */
  record Limits(long min, OptionalLong max) {
    /** Whether something of this size and bound may stand where {@code wanted} is imported. */
    public boolean fit(Limits wanted) {
      return min >= wanted.min
          && (wanted.max.isEmpty()
              || (max.isPresent() && max.getAsLong() <= wanted.max.getAsLong()));
    }

    boolean areWithin(long bound) {
      return min <= bound
          && (max.isEmpty() || (max.getAsLong() <= bound && min <= max.getAsLong()));
    }
  }

  /** A table of references. */
  record Table(ValueType element, Limits limits) implements ExternType {}

  /** A memory, in pages of 64 KiB. */
  record Memory(Limits limits) implements ExternType {
    public static final int PAGE = 1 << 16;
    public static final int MAX_PAGES = 1 << 16;
  }

  /** A global. */
  record Global(ValueType type, boolean mutable) implements ExternType {}
}
