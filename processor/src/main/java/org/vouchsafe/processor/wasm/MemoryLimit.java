package org.vouchsafe.processor.wasm;

/** What one program has taken of its measured memory, linear memories and tables together. */
final class MemoryLimit {
  private final MemoryBudget budget;
  private final long limit;
  private long used;
  private boolean refused;

  MemoryLimit(MemoryBudget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  boolean take(long bytes) {
    if (bytes > limit - used || !budget.take(bytes)) {
      refused = true;
      return false;
    }
    used += bytes;
    return true;
  }

  long limit() {
    return limit;
  }

  /** Something was refused for another reason than the sum, and the program may trap for it. */
  void reached() {
    refused = true;
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
