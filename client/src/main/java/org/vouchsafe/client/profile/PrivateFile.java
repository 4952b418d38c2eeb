package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner may read (0600, in folders of 0700), replaced whole and durably: the
 * old content or the new one is on the disk after a crash, never a part.
 */
public final class PrivateFile {
  private static final int MAX_SIZE = 16 << 20;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PrivateFile() {}

  /** Creates {@code folder} and its parents; those that are made here are private. */
  public static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, attribute(folder, "rwx------"));
  }

  /** Replaces {@code file} by {@code content}. */
  public static void write(Path file, byte[] content) throws IOException {
    Path folder = folderOf(file);
    createFolder(folder);
    replace(file, folder, content, "rw-------");
  }

  /** The same for what everybody may read, in a folder that everybody may list. */
  public static void writePublic(Path file, byte[] content) throws IOException {
    Path folder = folderOf(file);
    createFolder(folderOf(folder));
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, attribute(folder, "rwxr-xr-x"));
    }
    replace(file, folder, content, "rw-r--r--");
  }

  private static Path folderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + " is a folder");
    }
    return folder;
  }

  private static void replace(Path file, Path folder, byte[] content, String permissions)
      throws IOException {
    Path part = Files.createTempFile(folder, ".", ".part", attribute(folder, permissions));
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      move(part, file);
      syncFolder(folder);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Reads a file that holds a secret.
   *
   * @throws IOException also when somebody else may read it: it is no secret then
   */
  public static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (isPosix(file) && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
      throw new IOException(
          file + " can be read or changed by other users. Run: chmod 600 " + file);
    }
    if (Files.size(file) > MAX_SIZE) {
      throw new IOException(file + " is larger than " + MAX_SIZE + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("the file system of " + file + " cannot replace a file at once", e);
    }
  }

  /** A rename is durable only when the folder is. */
  private static void syncFolder(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] attribute(Path near, String permissions) {
    return isPosix(near)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
