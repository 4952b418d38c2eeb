package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Unpacked programs, each in a folder named by the digest of all that it was made from: made once,
 * never changed, shared by every instance of this user.
 */
record Cache(Path folder) {

  /** Makes the contents of a folder. */
  interface Maker {
    void make(Path folder) throws IOException, LaunchException, InterruptedException;
  }

  /** {@code VOUCHSAFE_CACHE}, else {@code vouchsafe} in the user's cache folder. */
  static Cache ofUser() {
    String named = System.getenv("VOUCHSAFE_CACHE");
    if (named != null && !named.isBlank()) {
      return new Cache(Path.of(named).toAbsolutePath());
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return new Cache(base.resolve("vouchsafe").toAbsolutePath());
  }

  /** The folder made from these files; made now if it is not there. */
  Path get(String name, Maker maker, Path... sources)
      throws IOException, LaunchException, InterruptedException {
    Path home = Folders.open(folder).resolve(name + "-" + digest(sources));
    if (Files.isDirectory(home)) {
      return home;
    }
    // Two that start at once: the second waits, then finds it made. A killed one leaves its half
    // under another name.
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isDirectory(home)) {
        Path half = folder.resolve(name + ".half");
        Folders.remove(half);
        maker.make(Folders.open(half));
        Files.move(half, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return home;
  }

  private static String digest(Path... sources) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (Path source : sources) {
        digest.update((source.getFileName() + ":" + Files.size(source) + "\n").getBytes(UTF_8));
        try (InputStream in = Files.newInputStream(source)) {
          for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
