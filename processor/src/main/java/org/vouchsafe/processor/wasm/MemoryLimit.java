package org.vouchsafe.processor.wasm;

import org.vouchsafe.engine.runtime.Quota;

/** What one program has taken of its measured memory, linear memories and tables together. */
final class MemoryLimit implements Quota {
  private final MemoryBudget budget;
  private final long limit;
  private long used;
  private boolean refused;

  MemoryLimit(MemoryBudget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  @Override
  public boolean take(long bytes) {
    if (bytes > limit - used || !budget.take(bytes)) {
      refused = true;
      return false;
    }
    used += bytes;
    return true;
  }

  @Override
  public long limit() {
    return limit;
  }

  /** Whether something was refused: the likely reason when the program traps afterwards. */
  boolean wasReached() {
    return refused;
  }

  void giveAll() {
    budget.give(used);
    used = 0;
  }
}
