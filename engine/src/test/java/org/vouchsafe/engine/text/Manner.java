package org.vouchsafe.engine.text;

import java.util.Random;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.runtime.Execution;
import org.vouchsafe.engine.runtime.Function;

/** How a script's calls are made. */
sealed interface Manner {
  Object[] call(
      CompiledModule code,
      Instantiated instance,
      Function function,
      Object[] arguments,
      Tally tally);

  /** From beginning to end. */
  record Undisturbed() implements Manner {
    @Override
    public Object[] call(
        CompiledModule code,
        Instantiated instance,
        Function function,
        Object[] arguments,
        Tally tally) {
      return function.call(arguments);
    }
  }

  /**
   * Stopped at a number of safepoints in a row, left alone, and so on; the numbers are drawn so
   * that the same seed draws them again.
   */
  record Stopping(Random random, int most) implements Manner {
    @Override
    public Object[] call(
        CompiledModule code,
        Instantiated instance,
        Function function,
        Object[] arguments,
        Tally tally) {
      Execution execution = new Execution(instance.instance(), code, function, arguments);
      int left = 1 + random.nextInt(most);
      instance.instance().requestStop();
      try {
        while (!execution.run()) {
          tally.stopped();
          if (--left == 0) {
            instance.instance().allowRun();
          }
        }
      } finally {
        instance.instance().allowRun();
      }
      return execution.results();
    }
  }
}
