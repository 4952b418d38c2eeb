package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that the launcher started: its own session (so that Ctrl-C in the terminal reaches the
 * launcher only, which then ends the parts in order), its output in a file, and a pipe as its input
 * that closes when the launcher is gone.
 */
public final class Part {
  private final String name;
  private final Process process;
  private final String signal;
  private final Path log;

  private Part(String name, Process process, String signal, Path log) {
    this.name = name;
    this.process = process;
    this.signal = signal;
    this.log = log;
  }

  /**
   * Starts a process.
   *
   * @param signal the signal that asks it to end in good order, without "SIG"
   * @param environment the whole environment, besides what every program needs to run at all:
   *     nothing that happens to be set in the user's shell reaches the service
   */
  static Part start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Path log,
      String signal)
      throws IOException {
    List<String> whole = new ArrayList<>(List.of("setsid"));
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole).directory(folder.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "TZ", "TMPDIR"));
    builder.environment().putAll(environment);
    Folders.write(log, "");
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Part(name, builder.start(), signal, log);
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  String signal() {
    return signal;
  }

  Path log() {
    return log;
  }

  /** Ends it with the signal it knows, and without mercy when that takes too long. */
  void stop(Duration patience) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    new ProcessBuilder("kill", "-s", signal, Long.toString(pid())).start().waitFor();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  /** {@code kill -9}, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Throws when the process has ended, with the last lines it wrote. */
  void requireAlive() throws LaunchException {
    if (!process.isAlive()) {
      throw new LaunchException(end());
    }
  }

  /** How it ended, with the last lines it wrote, for people. */
  String end() {
    return name
        + " ended with exit code "
        + process.exitValue()
        + ". Its last words:\n"
        + lastWords();
  }

  /** The last lines of its log, for people. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      List<String> last = lines.subList(Math.max(0, lines.size() - 15), lines.size());
      return "    " + String.join("\n    ", last) + "\n    (" + log + ")";
    } catch (IOException e) {
      return "    (" + log + ")";
    }
  }
}
