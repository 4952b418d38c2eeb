package org.vouchsafe.processor.wasi;

import static org.vouchsafe.processor.wasi.Wasi.function;
import static org.vouchsafe.processor.wasi.Wasi.u32;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Calls that name a thing by its path. */
final class PathCalls {
  private static final int MAX_PATH = 4096;
  private static final int CREATE = 1;
  private static final int FOLDER = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private final Descriptors descriptors;
  private final FileSystem files;
  private final FileCalls fileCalls;

  PathCalls(Descriptors descriptors, FileSystem files) {
    this.descriptors = descriptors;
    this.files = files;
    this.fileCalls = new FileCalls(descriptors, files);
  }

  void addTo(List<WasiFunction> all) {
    all.add(function("path_open", "iiiiiIIii", this::open));
    all.add(function("path_filestat_get", "iiiii", this::status));
    all.add(function("path_filestat_set_times", "iiiiIIi", this::setTimes));
    all.add(function("path_create_directory", "iii", this::createFolder));
    all.add(function("path_remove_directory", "iii", this::removeFolder));
    all.add(function("path_unlink_file", "iii", this::removeFile));
    all.add(function("path_rename", "iiiiii", this::rename));
    all.add(function("path_link", "iiiiiii", this::link));
    all.add(function("path_symlink", "iiiii", this::createLink));
    all.add(function("path_readlink", "iiiiii", this::readLink));
  }

  private static String text(GuestMemory memory, long at, long length) {
    if (u32(length) > MAX_PATH) {
      throw Errno.failure(Errno.NAMETOOLONG);
    }
    byte[] utf8 = new byte[(int) u32(length)];
    memory.read(u32(at), utf8, 0, utf8.length);
    try {
      String path = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (path.indexOf('\0') >= 0) {
        throw Errno.failure(Errno.INVAL);
      }
      return path;
    } catch (CharacterCodingException e) {
      throw Errno.failure(Errno.ILSEQ);
    }
  }

  private FileSystem.Place place(
      GuestMemory memory, long folder, long at, long length, boolean follow) {
    return files.resolve(descriptors.folder((int) folder).node, text(memory, at, length), follow);
  }

  private int open(GuestMemory memory, long[] a) {
    int options = (int) a[4];
    boolean exclusive = (options & CREATE) != 0 && (options & EXCLUSIVE) != 0;
    boolean follow = (a[1] & 1) != 0 && !exclusive;
    descriptors.requireRoom();
    long rights = descriptors.folder((int) a[0]).rights;
    if ((options & TRUNCATE) != 0 && (rights & Descriptor.RIGHT_TRUNCATE) == 0) {
      throw Errno.failure(Errno.NOTCAPABLE);
    }
    FileSystem.Place place = place(memory, a[0], a[2], a[3], follow);
    if (exclusive && place.node() != null) {
      throw Errno.failure(Errno.EXIST);
    }
    Node node =
        place.node() == null && (options & CREATE) != 0 && (options & FOLDER) == 0
            ? files.createFile(place)
            : place.there();
    Descriptor opened =
        switch (node) {
          case Node.Folder folder -> folder(folder, options, a[5]);
          case Node.File file -> file(file, options, a[5], (int) a[7]);
          case Node.Link link -> throw Errno.failure(Errno.LOOP);
        };
    // The program learns the number before the descriptor exists, so a bad pointer leaves nothing.
    long result = u32(a[8]);
    memory.i32(result, 0);
    memory.i32(result, descriptors.add(opened));
    return Errno.SUCCESS;
  }

  private static Descriptor folder(Node.Folder folder, int options, long rights) {
    if ((options & TRUNCATE) != 0 || (rights & Descriptor.RIGHT_WRITE) != 0) {
      throw Errno.failure(Errno.ISDIR);
    }
    return new Descriptor.Folder(folder, false);
  }

  private static Descriptor file(Node.File file, int options, long rights, int flags) {
    if ((options & FOLDER) != 0) {
      throw Errno.failure(Errno.NOTDIR);
    }
    if ((options & TRUNCATE) != 0) {
      file.content.resize(0);
    }
    return new Descriptor.File(file, rights, flags & 0x1F);
  }

  private int status(GuestMemory memory, long[] a) {
    Node node = place(memory, a[0], a[2], a[3], (a[1] & 1) != 0).there();
    FileCalls.write(memory, u32(a[4]), node);
    return Errno.SUCCESS;
  }

  private int setTimes(GuestMemory memory, long[] a) {
    Node node = place(memory, a[0], a[2], a[3], (a[1] & 1) != 0).there();
    fileCalls.setTimes(node, a[4], a[5], (int) a[6]);
    return Errno.SUCCESS;
  }

  private int createFolder(GuestMemory memory, long[] a) {
    files.createFolder(place(memory, a[0], a[1], a[2], false));
    return Errno.SUCCESS;
  }

  private int removeFolder(GuestMemory memory, long[] a) {
    files.removeFolder(place(memory, a[0], a[1], a[2], false));
    return Errno.SUCCESS;
  }

  private int removeFile(GuestMemory memory, long[] a) {
    files.removeFile(place(memory, a[0], a[1], a[2], false));
    return Errno.SUCCESS;
  }

  private int rename(GuestMemory memory, long[] a) {
    files.rename(place(memory, a[0], a[1], a[2], false), place(memory, a[3], a[4], a[5], false));
    return Errno.SUCCESS;
  }

  private int link(GuestMemory memory, long[] a) {
    Node node = place(memory, a[0], a[2], a[3], (a[1] & 1) != 0).there();
    files.link(node, place(memory, a[4], a[5], a[6], false));
    return Errno.SUCCESS;
  }

  private int createLink(GuestMemory memory, long[] a) {
    String target = text(memory, a[0], a[1]);
    if (target.isEmpty()) {
      throw Errno.failure(Errno.NOENT);
    }
    if (target.startsWith("/")) {
      throw Errno.failure(Errno.NOTCAPABLE);
    }
    files.createLink(place(memory, a[2], a[3], a[4], false), target);
    return Errno.SUCCESS;
  }

  private int readLink(GuestMemory memory, long[] a) {
    if (!(place(memory, a[0], a[1], a[2], false).there() instanceof Node.Link link)) {
      throw Errno.failure(Errno.INVAL);
    }
    byte[] target = link.target.getBytes(StandardCharsets.UTF_8);
    int count = (int) Math.min(target.length, u32(a[4]));
    memory.write(u32(a[3]), target, 0, count);
    memory.i32(u32(a[5]), count);
    return Errno.SUCCESS;
  }
}
