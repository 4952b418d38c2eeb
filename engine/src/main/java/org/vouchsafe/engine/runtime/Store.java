package org.vouchsafe.engine.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * What a program and all that it is linked with have: instances, memories and tables (specification
 * 2.0, 4.2.3). It is there before they are, so that it can be ended while they are being made; and
 * what they took of the machine is given back when it is closed.
 */
public final class Store implements AutoCloseable {
  private final Quota quota;
  private final List<Instance> instances = new ArrayList<>();
  private final List<Memory> memories = new ArrayList<>();
  private boolean ended;

  /**
   * @param quota what all memories and tables may take together
   */
  public Store(Quota quota) {
    this.quota = quota;
  }

  Quota quota() {
    return quota;
  }

  /**
   * @throws Ended when nothing may run any more
   */
  public synchronized void add(Instance instance) {
    if (ended) {
      throw new Ended();
    }
    instances.add(instance);
  }

  synchronized void add(Memory memory) {
    memories.add(memory);
  }

  /**
   * Ends everything for good: whatever runs leaves with {@link Ended}, in loops, recursions and
   * long fills and copies, and nothing runs again. From any thread. A function of Java's that waits
   * has to be woken by other means, and should look at {@link Instance#endIfAsked}.
   */
  public synchronized void end() {
    ended = true;
    instances.forEach(Instance::end);
  }

  /**
   * Ends everything, overwrites the memories and gives them back. Nothing may be running; calls
   * that come later find that there is nothing left.
   */
  @Override
  public synchronized void close() {
    end();
    memories.forEach(Memory::close);
    memories.clear();
    instances.clear();
  }
}
