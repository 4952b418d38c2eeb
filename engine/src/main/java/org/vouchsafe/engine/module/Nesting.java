package org.vouchsafe.engine.module;

import java.util.BitSet;

/** Which of the open blocks may still have an {@code else}. */
final class Nesting {
  private final BitSet canHaveElse = new BitSet();
  private int depth;

  int depth() {
    return depth;
  }

  void push(boolean isIf) {
    canHaveElse.set(depth++, isIf);
  }

  boolean pop() {
    return canHaveElse.get(--depth);
  }
}
