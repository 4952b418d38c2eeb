package org.vouchsafe.processor.wasm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all programs of a processor may take together, so that one that grows is told no before the
 * machine is short for its neighbours.
 */
public final class MemoryBudget {
  private final AtomicLong left;

  /**
   * @param bytes for linear memories and tables
   */
  public MemoryBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void give(long bytes) {
    left.addAndGet(bytes);
  }
}
