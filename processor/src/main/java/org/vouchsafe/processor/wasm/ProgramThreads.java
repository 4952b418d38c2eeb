package org.vouchsafe.processor.wasm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.vouchsafe.attestation.measure.Limits;

/** Threads with stacks of the sizes that programs need. An idle program has none. */
final class ProgramThreads implements AutoCloseable {
  /** Ends the thread that throws it: its kernel priority was lowered and stays so. */
  static final class Retired extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Retired() {
      super("retired", null, false, false);
    }
  }

  private static final long KEEP_SECONDS = 5;

  /** What the engine itself needs around the program's own frames. */
  private static final long BASE_STACK = 2L << 20;

  /** Room for an average compiled frame; the call depth that is measured is enforced by this. */
  private static final long STACK_PER_CALL = 2L << 10;

  private final Map<Long, ThreadPoolExecutor> pools = new ConcurrentHashMap<>();

  Executor forLimits(Limits limits) {
    long wanted = BASE_STACK + limits.callDepth() * STACK_PER_CALL;
    return pools.computeIfAbsent(wanted, ProgramThreads::pool);
  }

  private static ThreadPoolExecutor pool(long stack) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        KEEP_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(null, task, "program", stack);
          thread.setDaemon(true);
          thread.setUncaughtExceptionHandler((retired, reason) -> {});
          return thread;
        });
  }

  @Override
  public void close() {
    pools.values().forEach(ThreadPoolExecutor::shutdownNow);
  }
}
