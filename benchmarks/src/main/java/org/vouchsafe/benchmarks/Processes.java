package org.vouchsafe.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.launcher.Service;

/** Whole processes: how long they take to start, and what an idle area costs one. */
final class Processes {
  private static final int RUNS = 7;
  private static final int IDLE_AREAS = 1000;
  private static final double MOST_PER_AREA = 256;
  private static final double CLI_LIMIT = 400;

  private Processes() {}

  static void measureStart(Service running, Path root, Report report) throws Exception {
    report.chapter("Start-up, median of " + RUNS + " whole processes");
    String java = ProcessHandle.current().info().command().orElse("java");
    double empty = median(() -> run(List.of(java, "-Xshare:auto", "-version")));
    double cli = median(() -> run(List.of(root.resolve("vouchsafe").toString(), "--version")));
    report.value("vouchsafe --version", cli, "ms", CLI_LIMIT, "what was aimed at");
    report.value("vouchsafe --version", cli, "ms", empty, "java -version");
    double processor = median(() -> running.restartProcessor("beta"));
    report.value("processor, until it answers", processor, "ms", empty, "java -version");
  }

  /** Before other work: a heap that has grown already would hide what areas take. */
  static void measureIdle(Service running, Tenant tenant, Report report) throws Exception {
    report.chapter(IDLE_AREAS + " idle areas in one processor: activated, no program");
    long pid = running.part("processor alpha").pid();
    double before = residentKib(pid);
    Tenant.inParallel(IDLE_AREAS, () -> tenant.establish(tenant.caching(), Optional.of("alpha")));
    double perArea = (residentKib(pid) - before) / IDLE_AREAS;
    report.value(
        "resident memory for each", perArea, "KiB", MOST_PER_AREA, "one that holds 256 KiB");
    tenant.clear();
  }

  private static double residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  @FunctionalInterface
  private interface Start {
    void perform() throws Exception;
  }

  private static double median(Start start) throws Exception {
    start.perform();
    double[] times = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long before = System.nanoTime();
      start.perform();
      times[i] = (System.nanoTime() - before) / 1e6;
    }
    Arrays.sort(times);
    return times[RUNS / 2];
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }
}
