package org.vouchsafe.engine.runtime;

import org.jspecify.annotations.Nullable;

/** Goes on in the middle of a function. Compiled when it is needed. */
public abstract class Continuation {
  /**
   * @param values as the frame has them
   * @param references as the frame has them
   * @param bits what the call that it waited for gave, if that is one number
   * @param reference if it is one reference; several results are the instance's
   * @return one number as bits; one reference and several results are left with the instance
   */
  public abstract long run(
      Instance instance, long[] values, Object[] references, long bits, @Nullable Object reference);
}
