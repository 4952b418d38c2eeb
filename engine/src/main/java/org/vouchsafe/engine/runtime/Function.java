package org.vouchsafe.engine.runtime;

import java.util.function.Supplier;
import org.vouchsafe.engine.module.FunctionType;

/**
 * A function that can be referred to. Each type of function has a class of its own below this one,
 * so that a call through a table is checked by a cast.
 */
public abstract class Function {
  private final FunctionType type;

  protected Function(FunctionType type) {
    this.type = type;
  }

  public final FunctionType type() {
    return type;
  }

  /**
   * Calls from outside of compiled code.
   *
   * @param arguments boxed numbers and references, as the type says
   * @param caller several results travel by way of it
   */
  protected abstract Object[] invoke(Object[] arguments, Instance caller);

  /**
   * Calls from outside, when nobody is going to ask for a stop.
   *
   * @param arguments {@link Integer}, {@link Long}, {@link Float}, {@link Double}, and references,
   *     as the type says
   * @throws Trap when the program did what it must not
   */
  public final Object[] call(Object... arguments) {
    return guarded(() -> invoke(arguments, new HostCaller(type.results().size())));
  }

  /** What the virtual machine throws by itself says what the program did. */
  static <T> T guarded(Supplier<T> call) {
    try {
      return call.get();
    } catch (StackOverflowError e) {
      throw new Trap(Trap.Reason.STACK_EXHAUSTED);
    } catch (ArithmeticException e) {
      throw new Trap(Trap.Reason.DIVIDE_BY_ZERO);
    } catch (ClassCastException e) {
      throw new Trap(Trap.Reason.CALL_TYPE);
    }
  }

  /** Offers a call of Java's to be made again when the program goes on. */
  protected final Unwind again(Unwind unwind, Object[] arguments) {
    unwind.host(this, arguments);
    return unwind;
  }

  private static final class HostCaller extends Instance {
    HostCaller(int count) {
      results = new long[count];
      references = new Object[count];
    }
  }
}
