package org.vouchsafe.client.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.testing.TestClient;

/** Runs one command as a shell would, without a terminal. */
final class Cli {
  private final ConfigFolder config;
  private final TestClient.Streams streams;
  final int exit;

  private Cli(ConfigFolder config, String input, String... args) {
    this.config = config;
    this.streams = new TestClient.Streams(input);
    this.exit =
        Vouchsafe.execute(
            new Context(
                streams.in,
                streams.outStream(),
                streams.errStream(),
                Map.of(),
                config,
                TestClient.CLOCK,
                new SecureRandom(),
                false),
            args);
  }

  static Cli run(Path config, String... args) {
    return new Cli(new ConfigFolder(config), "", args);
  }

  static Cli runWith(String input, Path config, String... args) {
    return new Cli(new ConfigFolder(config), input, args);
  }

  String out() {
    return streams.out();
  }

  String err() {
    return streams.err();
  }

  JsonObject json() throws Exception {
    return JsonObject.parse(streams.out(), "standard output");
  }

  @Override
  public String toString() {
    return "exit " + exit + " in " + config.path() + "\n" + out() + "\n--\n" + err();
  }
}
