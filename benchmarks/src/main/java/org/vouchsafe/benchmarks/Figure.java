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

    /** Follows each turn of it, and is not measured. */
    default void tidy() throws Exception {}
  }

  /**
   * How long to measure.
   *
   * @param warmUps turns of each thing that come first and do not count
   * @param rounds turns of each that count
   */
  record Pace(int warmUps, int rounds, Duration turn) {}

  /** The times of one thing, collected over its turns. */
  private static final class Times {
    private final List<long[]> turns = new ArrayList<>();
    private double seconds;

    private void add(List<long[]> all, double took) {
      turns.addAll(all);
      seconds += took;
    }

    private Figure figure() {
      long[] sorted = turns.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Figure(sorted[sorted.length / 2] / 1e3, sorted.length / seconds);
    }
  }

  /**
   * Things that are compared: they take turns, each round begins with another one, so that neither
   * a machine that others use nor a server that still warms up favours the last.
   */
  static List<Figure> sideBySide(int clients, Pace pace, Act... acts) throws Exception {
    List<Times> times = Arrays.stream(acts).map(act -> new Times()).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int round = -pace.warmUps(); round < pace.rounds(); round++) {
        for (int i = 0; i < acts.length; i++) {
          int which = Math.floorMod(round + i, acts.length);
          turn(
              threads,
              clients,
              pace.turn(),
              acts[which],
              round < 0 ? new Times() : times.get(which));
          acts[which].tidy();
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    return times.stream().map(Times::figure).toList();
  }

  private static void turn(
      ExecutorService threads, int clients, Duration time, Act act, Times times)
      throws ExecutionException, InterruptedException {
    long start = System.nanoTime();
    long end = start + time.toNanos();
    List<Future<long[]>> running = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      running.add(threads.submit(() -> repeat(client, end, act)));
    }
    List<long[]> all = new ArrayList<>();
    for (Future<long[]> one : running) {
      all.add(one.get());
    }
    times.add(all, (System.nanoTime() - start) / 1e9);
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
