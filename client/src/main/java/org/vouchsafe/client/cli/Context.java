package org.vouchsafe.client.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.client.profile.ConfigFolder;

/**
 * What a command has of the outside world.
 *
 * @param terminal whether a person is watching standard error
 */
record Context(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    ConfigFolder config,
    Clock clock,
    SecureRandom random,
    boolean terminal) {

  static Context ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Context(
        System.in,
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        environment,
        ConfigFolder.locate(environment, Path.of(System.getProperty("user.home", "."))),
        Clock.systemUTC(),
        new SecureRandom(),
        // null where there is none, since JDK 25 again
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false));
  }
}
