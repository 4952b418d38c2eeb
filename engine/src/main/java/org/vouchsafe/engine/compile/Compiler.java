package org.vouchsafe.engine.compile;

import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.HostFunction;

/** Compiles modules that may be linked with one another. */
public final class Compiler {
  private final Signatures signatures = new Signatures();

  /** Compiles all of it, here and now. */
  public CompiledModule compile(Module module) {
    return DeepStack.call(() -> new ModuleCompiler(module).compile(signatures));
  }

  /** A function of Java's that these modules can import. */
  public Function host(FunctionType type, HostFunction target) {
    return signatures.host(type, target);
  }
}
