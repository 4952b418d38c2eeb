package org.vouchsafe.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Prints as it goes: a figure, its peer's, their ratio, and what was aimed at. */
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** With the machine's load just then: how much else it had to do. */
  void chapter(String title) throws IOException {
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    int cores = Runtime.getRuntime().availableProcessors();
    out.printf("%n%s%n  (load %s on %d cores)%n", title, load, cores);
  }

  void figure(String name, Figure figure) {
    out.printf(
        Locale.ROOT,
        "  %-46s p50 %9.2f ms  %9.1f /s%n",
        name,
        figure.p50() / 1e3,
        figure.perSecond());
  }

  /** Both as rates and as medians; a rate's ratio is better above, a median's below 1. */
  void ratio(Figure figure, Figure peer, String aim) {
    out.printf(
        Locale.ROOT,
        "  %-46s rate × %.2f   p50 × %.2f   aim: %s%n",
        "  → against the peer",
        figure.perSecond() / peer.perSecond(),
        figure.p50() / peer.p50(),
        aim);
  }

  void value(String name, double value, String unit, double limit, String limitName) {
    out.printf(
        Locale.ROOT,
        "  %-46s %9.2f %-4s × %.2f of %s (%.2f %s)%n",
        name,
        value,
        unit,
        value / limit,
        limitName,
        limit,
        unit);
  }
}
