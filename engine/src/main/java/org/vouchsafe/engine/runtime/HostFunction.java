package org.vouchsafe.engine.runtime;

/** A function that Java offers to WebAssembly. */
@FunctionalInterface
public interface HostFunction {
  /**
   * @param caller whose memory it may use
   * @param arguments boxed, as the function's type says
   * @return as many as the type says, boxed likewise
   */
  Object[] call(Instance caller, Object[] arguments);
}
