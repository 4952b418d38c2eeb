package org.vouchsafe.gate;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The folder that a gate's socket lies in: its owner's alone. */
final class SocketFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private SocketFolder() {}

  /** Makes the folder, or checks it, and removes a socket that nobody listens on any more. */
  static void prepare(Path socket) throws IOException {
    Path folder = folderOf(socket);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }
    check(socket);
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (answers(socket)) {
        throw new IOException("another process already listens on " + socket);
      }
      Files.delete(socket);
    }
  }

  /** Others could otherwise put a socket of their own in its place. */
  static void check(Path socket) throws IOException {
    Path folder = folderOf(socket);
    Set<PosixFilePermission> mode =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    if (!mode.equals(OWNER_ONLY)) {
      throw new IOException(
          folder
              + " must have mode 0700, it has "
              + PosixFilePermissions.toString(mode)
              + "; run: chmod 700 "
              + folder);
    }
  }

  static Path folderOf(Path socket) {
    Path folder = socket.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException("a socket needs a folder: " + socket);
    }
    return folder;
  }

  private static boolean answers(Path socket) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
