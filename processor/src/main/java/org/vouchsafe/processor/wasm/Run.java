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

  /** CPU time after which a request is no longer a short one. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final CompletableFuture<End> outcome = new CompletableFuture<>();
  private final Limits limits;
  private @Nullable Thread thread;
  private End.@Nullable Failed stopped;
  private long cpuAtStart;
  private int kernelThread;
  private boolean lowered;
  private long start;
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
    kernelThread = ThreadPriority.current();
    cpuAtStart = THREADS.getCurrentThreadCpuTime();
    start = System.nanoTime();
    deadline = start + TimeUnit.MILLISECONDS.toNanos(limits.wallMillis());
    if (stopped != null) {
      Thread.currentThread().interrupt();
    }
    watch(watchdog);
  }

  /**
   * From here on no interrupt reaches the thread.
   *
   * @return whether the thread can serve another program: not one that has become slow
   */
  synchronized boolean end() {
    thread = null;
    boolean unused = Thread.interrupted();
    return !lowered;
  }

  /** Looks again when the limits could have been reached at the earliest: CPU time is no faster. */
  private synchronized void watch(ScheduledExecutorService watchdog) {
    Thread running = thread;
    if (running == null) {
      return;
    }
    long now = System.nanoTime();
    long used = THREADS.getThreadCpuTime(running.threadId()) - cpuAtStart;
    long cpuLeft = TimeUnit.MILLISECONDS.toNanos(limits.cpuMillis()) - used;
    if (used >= SHORT_NANOS && !lowered) {
      lowered = true;
      ThreadPriority.lower(kernelThread);
    }
    if (deadline - now <= 0) {
      stop(
          new End.Failed(
              Code.LIMIT_TIME, "at most " + limits.wallMillis() + " ms on the clock", "more"));
    } else if (cpuLeft <= 0) {
      stop(
          new End.Failed(
              Code.LIMIT_TIME, "at most " + limits.cpuMillis() + " ms of CPU time", "more"));
    } else {
      // One that mostly waits is looked at less and less often.
      long soon = Math.max(SHORT_NANOS - used, (now - start) / 8);
      long next = Math.min(deadline - now, lowered ? cpuLeft : Math.min(cpuLeft, soon));
      var unused = watchdog.schedule(() -> watch(watchdog), next, TimeUnit.NANOSECONDS);
    }
  }
}
