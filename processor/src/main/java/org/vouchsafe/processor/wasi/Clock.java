package org.vouchsafe.processor.wasi;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;

/** The clocks that a program may read. The wall clock is the host's, and it may lie. */
final class Clock {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  static final int PROCESS_CPU = 2;
  static final int THREAD_CPU = 3;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long start = System.nanoTime();
  private long latest;

  /** Nanoseconds since 1970. */
  long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  long read(int id) {
    return switch (id) {
      case REALTIME -> now();
      case MONOTONIC -> monotonic();
      case PROCESS_CPU, THREAD_CPU -> THREADS.getCurrentThreadCpuTime();
      default -> throw Errno.failure(Errno.INVAL);
    };
  }

  /** Since the program started, and never backwards, whatever lies below. */
  private long monotonic() {
    latest = Math.max(latest, System.nanoTime() - start);
    return latest;
  }
}
