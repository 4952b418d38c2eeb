package org.vouchsafe.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The one launcher that may work in a data folder. The system holds the lock and drops it when the
 * launcher dies, however it dies; so a lock is never stale.
 */
final class Instance implements AutoCloseable {
  private final FileChannel channel;
  private final Path notes;

  private Instance(FileChannel channel, Path notes) {
    this.channel = channel;
    this.notes = notes;
  }

  static Instance take(Path data) throws IOException, LaunchException {
    Path run = Folders.open(Folders.open(data).resolve("run"));
    FileChannel channel = open(run);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        Files.deleteIfExists(run.resolve("instance"));
        return new Instance(channel, run.resolve("instance"));
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: as running as any other.
    }
    channel.close();
    throw new LaunchException(
        "Vouchsafe is already running here"
            + running(data)
                .map(there -> " (pid " + there.pid() + ", " + there.url() + ")")
                .orElse("")
            + ". ./vouchsafe status shows it, ./vouchsafe down ends it; VOUCHSAFE_DATA names another"
            + " folder for a second one.");
  }

  /** What a running instance says about itself. */
  record Running(long pid, String url, String pin) {}

  /** Tells others where this instance is. */
  void announce(String url, String pin) throws IOException {
    Properties told = new Properties();
    told.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
    told.setProperty("url", url);
    told.setProperty("pin", pin);
    StringWriter text = new StringWriter();
    told.store(text, null);
    Folders.write(notes, text.toString());
  }

  /** The instance that runs in this data folder now. */
  static Optional<Running> running(Path data) throws IOException {
    Path run = data.resolve("run");
    if (!Files.isDirectory(run) || !held(run)) {
      return Optional.empty();
    }
    Properties told = new Properties();
    Path notes = run.resolve("instance");
    if (Files.exists(notes)) {
      try (Reader in = Files.newBufferedReader(notes)) {
        told.load(in);
      }
    }
    return Optional.of(
        new Running(
            Long.parseLong(told.getProperty("pid", "0")),
            told.getProperty("url", "still starting"),
            told.getProperty("pin", "")));
  }

  private static boolean held(Path run) throws IOException {
    try (FileChannel channel = open(run);
        @Nullable FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private static FileChannel open(Path run) throws IOException {
    return FileChannel.open(
        run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(notes);
    channel.close();
  }
}
