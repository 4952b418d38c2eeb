package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** The records of one profile: one file each, changed by one process at a time. */
public final class EnvironmentRecords {
  private static final Pattern NAME = Pattern.compile("env_[a-z0-9]{1,60}");

  private final Path folder;
  private final Map<String, RequestNumbers> numbers = new ConcurrentHashMap<>();

  EnvironmentRecords(Path folder) {
    this.folder = folder;
  }

  public Optional<EnvironmentRecord> find(String environment) throws IOException {
    Path file = file(environment);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          EnvironmentRecord.parse(Bytes.copyOf(PrivateFile.read(file)), environment));
    } catch (MalformedException e) {
      throw new IOException("the record " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  public void create(EnvironmentRecord record) throws IOException {
    PrivateFile.write(file(record.environment()), record.encode().toArray());
  }

  /** Changes a record that exists, and returns when the change is durable. */
  public EnvironmentRecord update(String environment, UnaryOperator<EnvironmentRecord> change)
      throws IOException {
    return exclusively(
        environment,
        file -> {
          EnvironmentRecord changed = change.apply(require(environment));
          create(changed);
          return changed;
        });
  }

  /** Something done with a record's file. */
  interface Act {
    EnvironmentRecord with(Path file) throws IOException;
  }

  /** While nobody else changes the record, in this process or another. */
  EnvironmentRecord exclusively(String environment, Act act) throws IOException {
    Path file = file(environment);
    Path lock = file.resolveSibling(environment + ".lock");
    synchronized (EnvironmentRecords.class) { // a file lock is held by the whole process
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException("the lock " + lock + " was lost");
        }
        return act.with(file);
      }
    }
  }

  EnvironmentRecord require(String environment) throws IOException {
    return find(environment)
        .orElseThrow(() -> new IOException("there is no record of " + environment + " here"));
  }

  /**
   * Takes a request number. It is gone when this returns, even if the process dies before it uses
   * it: a number must never stand for two requests.
   */
  public long takeRequestNumber(String environment) throws IOException {
    return numbers.computeIfAbsent(environment, name -> new RequestNumbers(this, name)).take();
  }

  /** Keeps how far a program's output was taken. */
  public void keepPosition(String environment, RunPosition position) throws IOException {
    PrivateFile.write(positionFile(environment), position.encode().toArray());
  }

  /** What was kept of a program that ran last. */
  public Optional<RunPosition> position(String environment) throws IOException {
    Path file = positionFile(environment);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RunPosition.parse(Bytes.copyOf(PrivateFile.read(file))));
    } catch (MalformedException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Path positionFile(String environment) throws IOException {
    return file(environment).resolveSibling(environment + ".run");
  }

  public void forget(String environment) throws IOException {
    numbers.remove(environment);
    Files.deleteIfExists(file(environment));
    Files.deleteIfExists(positionFile(environment));
    Files.deleteIfExists(folder.resolve(environment + ".lock"));
  }

  /**
   * @throws IOException for what cannot be the name of an environment
   */
  public static void requireName(String environment) throws IOException {
    if (!NAME.matcher(environment).matches()) {
      throw new IOException(
          "\"" + environment + "\" is not the name of an environment, which is like env_4k7…");
    }
  }

  Path file(String environment) throws IOException {
    requireName(environment);
    return folder.resolve(environment + ".cbor");
  }
}
