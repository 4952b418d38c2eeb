package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The security-enabled processors of one instance: each a process with a folder and keys of its
 * own.
 *
 * @param jar the processor's program; its manifest names what it needs
 * @param homes the folder with one folder for each
 * @param sockets a folder with a short path: the system allows a socket's path 107 bytes
 * @param environment of their processes
 */
record Processors(Path jar, Path homes, Path sockets, Map<String, String> environment) {
  private static final int LONGEST_SOCKET_PATH = 107;

  /** Opens the folders. */
  static Processors open(Path jar, Path data, Map<String, String> environment)
      throws IOException, LaunchException {
    Path homes = Folders.open(data.resolve("processors"));
    Path sockets = data.resolve("run");
    if (sockets.resolve("a-long-name-of-a-processor.sock").toString().getBytes(UTF_8).length
        > LONGEST_SOCKET_PATH) {
      sockets = Path.of("/tmp", "vouchsafe-" + shortName(data));
    }
    Folders.open(sockets);
    if (!Files.getOwner(sockets).equals(Files.getOwner(homes))) {
      throw new LaunchException(sockets + " belongs to somebody else: remove it.");
    }
    return new Processors(jar, homes, sockets, environment);
  }

  Path home(String name) {
    return homes.resolve(name);
  }

  Path socket(String name) {
    return sockets.resolve(name + ".sock");
  }

  /** As the server's {@code VOUCHSAFE_PROCESSORS} wants it. */
  String list(List<String> names) {
    return names.stream().map(name -> name + "=" + socket(name)).collect(Collectors.joining(","));
  }

  Part start(String name, Path log) throws IOException {
    Folders.open(home(name));
    Files.deleteIfExists(socket(name));
    List<String> command = new ArrayList<>();
    command.add(ServerHome.java());
    command.addAll(ProcessorOptions.of(jar));
    command.addAll(List.of("-cp", jar.toString(), "org.vouchsafe.processor.Main"));
    command.addAll(List.of("--home", home(name).toString()));
    command.addAll(List.of("--socket", socket(name).toString(), "--name", name));
    return Part.start("processor " + name, command, environment, home(name), log, "TERM");
  }

  /** Waits for the line by which a processor says that it is there. */
  void await(Part part) throws IOException, LaunchException, InterruptedException {
    while (Files.readString(part.log()).lines().noneMatch(line -> line.startsWith("ready "))) {
      part.requireAlive();
      Thread.sleep(20);
    }
  }

  private static String shortName(Path data) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(data.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
