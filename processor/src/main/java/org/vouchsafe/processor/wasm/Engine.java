package org.vouchsafe.processor.wasm;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;

/**
 * What all programs of a processor share: threads, the watchdog, memory, and compiled modules, the
 * latter among programs of one owner only, so that nobody can learn by a stopwatch what others run.
 */
public final class Engine implements AutoCloseable {
  private static final int MAX_CACHED = 64;

  /** A compiled module belongs to its owner. */
  private record CacheKey(Bytes owner, Bytes programDigest) {}

  private final MemoryBudget budget;
  private final SecureRandom random;
  private final ProgramCompiler compiler = new ProgramCompiler();
  private final ProgramThreads threads = new ProgramThreads();
  private final ScheduledThreadPoolExecutor watchdog;
  private final Map<CacheKey, Program> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CacheKey, Program> eldest) {
          return size() > MAX_CACHED;
        }
      };

  public Engine(MemoryBudget budget, SecureRandom random) {
    this.budget = budget;
    this.random = random;
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("watchdog").unstarted(task));
    this.watchdog.setRemoveOnCancelPolicy(true);
  }

  /**
   * Parses, validates and compiles a module, or finds what the same owner had compiled before.
   *
   * @param owner whose program it is; an identifier of any form
   * @param programDigest of the package that the module is from
   * @throws RefusedException PROGRAM_MALFORMED, TOO_LARGE
   */
  public Program compile(Bytes owner, Bytes programDigest, Bytes module) throws RefusedException {
    CacheKey key = new CacheKey(owner, programDigest);
    synchronized (cache) {
      Program known = cache.get(key);
      if (known != null) {
        return known;
      }
    }
    Program compiled = compiler.compile(module);
    synchronized (cache) {
      cache.put(key, compiled);
    }
    return compiled;
  }

  /**
   * Prepares one life of a program; nothing of it runs yet.
   *
   * @param start the module's package, with all arguments, variables and files
   * @throws RefusedException TOO_LARGE when the files do not fit into the limits
   */
  public ProgramInstance instantiate(Program program, ProgramPackage start, Limits limits)
      throws RefusedException {
    return new ProgramInstance(this, program, start, limits);
  }

  MemoryBudget budget() {
    return budget;
  }

  SecureRandom random() {
    return random;
  }

  /**
   * @param notStarted runs instead of {@code body} where there is no thread for it
   */
  void execute(Limits limits, Run run, Callable<End> body, Runnable notStarted) {
    try {
      threads
          .forLimits(limits)
          .execute(
              () -> {
                End outcome;
                boolean reusable;
                run.begin(watchdog);
                try {
                  outcome = body.call();
                } catch (Exception | Error e) {
                  outcome = internal();
                } finally {
                  reusable = run.end();
                }
                run.outcome().complete(outcome);
                if (!reusable) {
                  throw new ProgramThreads.Retired();
                }
              });
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // No thread to be had: the machine is at its end, or the processor is.
      notStarted.run();
      run.outcome().complete(new End.Failed(Code.UNAVAILABLE, "a thread for the program", "none"));
    }
  }

  private static End internal() {
    return new End.Failed(Code.INTERNAL, "an engine that works", "it failed");
  }

  @Override
  public void close() {
    threads.close();
    watchdog.shutdownNow();
  }
}
