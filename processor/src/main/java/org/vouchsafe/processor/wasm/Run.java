package org.vouchsafe.processor.wasm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.Limits;

/**
 * A program while it runs: watched, and stopped when it has used its time or is no longer wanted.
 */
public final class Run {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final CompletableFuture<End> outcome = new CompletableFuture<>();
  private final Limits limits;
  private @Nullable Thread thread;
  private End.@Nullable Failed stopped;
  private long cpuAtStart;
  private long deadline;

  Run(Limits limits) {
    this.limits = limits;
  }

  /** Completes when nothing of this run executes any more; never fails. */
  public CompletableFuture<End> outcome() {
    return outcome;
  }

  /** Stops the program at its owner's wish, or because its area ends. */
  public void stop(Code reason) {
    stop(new End.Failed(reason, "to run on", "stopped"));
  }

  private synchronized void stop(End.Failed why) {
    if (stopped == null && !outcome.isDone()) {
      stopped = why;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Why it is to stop, if it is. */
  synchronized End.@Nullable Failed stopped() {
    return stopped;
  }

  /** Binds this run to the calling thread and starts to watch it. */
  synchronized void begin(ScheduledExecutorService watchdog) {
    thread = Thread.currentThread();
    cpuAtStart = THREADS.getCurrentThreadCpuTime();
    deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.wallMillis());
    if (stopped != null) {
      Thread.currentThread().interrupt();
    }
    watch(watchdog);
  }

  /** From here on no interrupt reaches the thread, which then serves another program. */
  synchronized void end() {
    thread = null;
    boolean unused = Thread.interrupted();
  }

  /** Looks again when the limits could have been reached at the earliest: CPU time is no faster. */
  private synchronized void watch(ScheduledExecutorService watchdog) {
    Thread running = thread;
    if (running == null) {
      return;
    }
    long now = System.nanoTime();
    long cpuLeft =
        TimeUnit.MILLISECONDS.toNanos(limits.cpuMillis())
            - (THREADS.getThreadCpuTime(running.threadId()) - cpuAtStart);
    if (deadline - now <= 0) {
      stop(
          new End.Failed(
              Code.LIMIT_TIME, "at most " + limits.wallMillis() + " ms on the clock", "more"));
    } else if (cpuLeft <= 0) {
      stop(
          new End.Failed(
              Code.LIMIT_TIME, "at most " + limits.cpuMillis() + " ms of CPU time", "more"));
    } else {
      var unused =
          watchdog.schedule(
              () -> watch(watchdog), Math.min(deadline - now, cpuLeft), TimeUnit.NANOSECONDS);
    }
  }
}
