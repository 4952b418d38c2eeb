package org.vouchsafe.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * All parts of one running service, in the order in which they were started; none outlives the
 * launcher.
 */
final class Parts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final List<Part> parts = new ArrayList<>();
  private final Path file;
  private final Process reaper;

  /**
   * Ends what an earlier launcher left behind, and starts the watch over what this one will start.
   *
   * @param file where the running processes are noted
   */
  Parts(Path file) throws IOException, InterruptedException {
    this.file = file;
    if (Files.exists(file)) {
      Process late = reaper(file);
      late.getOutputStream().close();
      late.waitFor(30, TimeUnit.SECONDS);
    }
    this.reaper = reaper(file);
  }

  private static Process reaper(Path file) throws IOException {
    try (InputStream script =
        Objects.requireNonNull(Parts.class.getResourceAsStream("reaper.sh"))) {
      String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
      return new ProcessBuilder("setsid", "sh", "-c", text, "reaper", file.toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }
  }

  synchronized Part add(Part part) throws IOException {
    parts.add(part);
    note();
    return part;
  }

  synchronized Optional<Part> find(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  /** Ends one part in good order; the others stay. */
  synchronized void stop(Part part) throws IOException, InterruptedException {
    part.stop(PATIENCE);
    parts.remove(part);
    note();
  }

  private void note() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Part part : parts) {
      if (part.alive()) {
        lines.append(part.pid()).append(' ').append(startTime(part.pid())).append(' ');
        lines.append(part.signal()).append(' ').append(part.name()).append('\n');
      }
    }
    Folders.write(file, lines.toString());
  }

  /** Field 22 of {@code /proc/PID/stat}: with the pid it names one process for ever. */
  private static String startTime(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  /** Ends all parts, the last first. */
  @Override
  public synchronized void close() {
    // Whoever was told to stop waiting must still wait until all have ended.
    boolean interrupted = Thread.interrupted();
    for (Part part : parts.reversed()) {
      try {
        part.stop(PATIENCE);
      } catch (IOException e) {
        // The reaper, which is told below, tries again.
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      note();
      // Whatever is still noted is the reaper's to end; then it ends itself.
      reaper.getOutputStream().close();
      reaper.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (IOException e) {
      reaper.destroy();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    parts.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
