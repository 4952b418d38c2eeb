package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code ./vouchsafe up}, {@code demo}, {@code status} and {@code down} run. */
public final class Main {
  private static final String USAGE =
      """
      usage: ./vouchsafe up       start the service and stay; Ctrl-C ends it
             ./vouchsafe demo     play the whole story once, with a service of its own
                                  [--program FILE.wasm [--input FILE]]
             ./vouchsafe status   what runs here
             ./vouchsafe down     end what runs here

      VOUCHSAFE_DATA        where everything is kept (./data)
      VOUCHSAFE_HTTPS_PORT  8443        VOUCHSAFE_AMQP_PORT  5672
      """;

  private Main() {}

  /** Runs one command; the exit code is 0 when it did what it says. */
  public static void main(String... arguments) {
    System.exit(run(System.getenv(), arguments));
  }

  private static int run(Map<String, String> environment, String... arguments) {
    List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    try {
      return switch (arguments.length == 0 ? "" : arguments[0]) {
        case "up" -> rest.isEmpty() ? Up.run(environment, data(environment)) : usage();
        case "demo" -> Demo.run(environment, data(environment).resolve("demo"), rest);
        case "status" -> rest.isEmpty() ? Up.status(data(environment)) : usage();
        case "down" -> rest.isEmpty() ? Up.down(data(environment)) : usage();
        default -> usage();
      };
    } catch (LaunchException | IOException e) {
      System.err.println("vouchsafe: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      return 130;
    }
  }

  private static int usage() {
    System.err.print(USAGE);
    return 2;
  }

  /** {@code VOUCHSAFE_DATA}, else {@code data} in the folder of the project. */
  static Path data(Map<String, String> environment) {
    String named = environment.getOrDefault("VOUCHSAFE_DATA", "");
    return named.isBlank()
        ? Installation.current().root().resolve("data")
        : Path.of(named).toAbsolutePath().normalize();
  }
}
