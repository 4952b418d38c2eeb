package org.vouchsafe.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a number of clients saw who did one thing again and again.
 *
 * @param p50 the median time of one, in microseconds
 * @param perSecond of all clients together
 */
record Figure(double p50, double perSecond) {
  /** One thing done by client {@code client}, numbered from 0. */
  @FunctionalInterface
  interface Act {
    void perform(int client) throws Exception;
  }

  /**
   * @param warmUp done before and not counted
   */
  static Figure of(int clients, Duration warmUp, Duration time, Act act) throws Exception {
    measure(clients, warmUp, act);
    return measure(clients, time, act);
  }

  private static Figure measure(int clients, Duration time, Act act) throws Exception {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    List<long[]> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<long[]>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        running.add(threads.submit(() -> repeat(client, end, act)));
      }
      for (Future<long[]> one : running) {
        all.add(one.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] times = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Figure(times[times.length / 2] / 1e3, times.length / seconds);
  }

  private static long[] repeat(int client, long end, Act act) throws Exception {
    List<Long> times = new ArrayList<>();
    do {
      long before = System.nanoTime();
      act.perform(client);
      times.add(System.nanoTime() - before);
    } while (System.nanoTime() - end < 0);
    return times.stream().mapToLong(Long::longValue).toArray();
  }
}
