package org.vouchsafe.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.vouchsafe.launcher.Installation;
import org.vouchsafe.launcher.Service;
import org.vouchsafe.launcher.Settings;
import org.vouchsafe.launcher.Steps;

/** Runs everything, or what is named: {@code instantiate start establish invoke idle}. */
public final class Main {
  private static final String UNLIMITED = "1000000";

  private Main() {}

  /**
   * @param args what to measure; nothing for all
   */
  public static void main(String[] args) throws Exception {
    List<String> wanted =
        args.length == 0
            ? List.of("instantiate", "start", "idle", "establish", "invoke")
            : List.of(args);
    Report report = new Report(System.out);
    Installation installation = Installation.current();
    if (wanted.contains("instantiate")) {
      Instantiating.measure(installation.root(), report);
    }
    Path data = Files.createTempDirectory("vouchsafe-benchmarks");
    Settings settings =
        Settings.anyPorts(data)
            .with("VOUCHSAFE_RATE_ESTABLISH", UNLIMITED)
            .with("VOUCHSAFE_RATE_ATTEST", UNLIMITED);
    Steps steps = new Steps(System.out);
    try (Service running = Service.start(installation, settings, steps);
        Tenant tenant = Tenant.of(running)) {
      if (wanted.contains("start")) {
        Processes.measureStart(running, installation.root(), report);
      }
      if (wanted.contains("idle")) {
        Processes.measureIdle(running, tenant, report);
      }
      if (wanted.contains("establish")) {
        Establishing.measure(tenant, report);
      }
      if (wanted.contains("invoke")) {
        Invoking.measure(tenant, report);
      }
    } finally {
      remove(data);
    }
  }

  private static void remove(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
