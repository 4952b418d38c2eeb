package org.vouchsafe.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Says what is being done, and how long each step took. */
public final class Steps {
  private record Step(String name, Duration took) {}

  private final PrintStream out;
  private final List<Step> done = new ArrayList<>();
  private final long start = System.nanoTime();

  public Steps(PrintStream out) {
    this.out = out;
  }

  /** Runs one step. Its line is printed when it is over, so that a line is always true. */
  public <T> T step(String name, Callable<T> work) throws LaunchException, InterruptedException {
    long before = System.nanoTime();
    try {
      T result = work.call();
      record(name, Duration.ofNanos(System.nanoTime() - before));
      return result;
    } catch (LaunchException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new LaunchException(name + " failed: " + e.getMessage(), e);
    }
  }

  private void record(String name, Duration took) {
    done.add(new Step(name, took));
    out.printf(Locale.ROOT, "  %-62s %7.2f s%n", name, seconds(took));
    out.flush();
  }

  public void say(String line) {
    out.println(line);
    out.flush();
  }

  /** The table of all steps, and the sum of the whole. */
  public void summary() {
    say("");
    for (Step step : done) {
      out.printf(Locale.ROOT, "  %-62s %7.2f s%n", step.name(), seconds(step.took()));
    }
    out.printf(
        Locale.ROOT,
        "  %-62s %7.2f s%n",
        "all of it",
        seconds(Duration.ofNanos(System.nanoTime() - start)));
    out.flush();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
