package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import picocli.CommandLine.Option;

/** What goes with a program over the channel: secret, and seen by the environment only. */
final class LaunchOptions {
  @Option(
      names = {"-e", "--env"},
      paramLabel = "K=V",
      description = "Secret environment variable; may be given several times.")
  private Map<String, String> environment = Map.of();

  @Option(
      names = "--mount",
      paramLabel = "DIR:/PATH",
      description = "Pack the files in DIR (or one file) into the program's files, at /PATH.")
  private List<String> mounts = List.of();

  /** A launch message, and the package that it names. */
  record Prepared(Launch launch, Bytes program) {}

  Prepared prepare(Path program, List<String> arguments, SecureRandom random)
      throws IOException, MalformedException, UsageException {
    ProgramPackage loaded = ProgramFile.read(program);
    byte[] salt = new byte[Launch.SALT_SIZE];
    random.nextBytes(salt);
    Bytes encoded = loaded.encode();
    return new Prepared(
        new Launch(
            Bytes.copyOf(salt),
            arguments,
            environment,
            files(),
            new ProgramSource.Attached(ProgramPackage.digestOf(encoded), Optional.empty())),
        encoded);
  }

  private Map<String, Bytes> files() throws IOException, UsageException {
    Map<String, Bytes> files = new TreeMap<>();
    for (String mount : mounts) {
      int colon = mount.lastIndexOf(":/");
      if (colon < 1) {
        throw new UsageException("--mount is DIR:/PATH, with a path that begins with /");
      }
      pack(Path.of(mount.substring(0, colon)), mount.substring(colon + 1), files);
    }
    return files;
  }

  private static void pack(Path from, String at, Map<String, Bytes> files)
      throws IOException, UsageException {
    String root = at.replaceAll("/+$", "");
    if (Files.isRegularFile(from)) {
      put(from, root.isEmpty() ? "/" + from.getFileName() : root, files);
      return;
    }
    if (!Files.isDirectory(from)) {
      throw new UsageException("there is no file or folder " + from + " to mount");
    }
    try (Stream<Path> found = Files.walk(from)) {
      // A link to a file is packed as that file; links to folders are not followed, so that no
      // folder is packed twice and none from elsewhere by surprise.
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        put(file, root + "/" + from.relativize(file).toString().replace('\\', '/'), files);
      }
    }
  }

  private static void put(Path file, String name, Map<String, Bytes> files)
      throws IOException, UsageException {
    long size = Files.size(file);
    for (Bytes other : files.values()) {
      size += other.size();
    }
    if (size > Launch.MAX_SIZE) {
      throw new UsageException(
          "the mounted files are larger than " + (Launch.MAX_SIZE >> 20) + " MiB together");
    }
    if (files.put(name, Bytes.copyOf(Files.readAllBytes(file))) != null) {
      throw new UsageException("two mounts have the file " + name);
    }
  }
}
