package org.vouchsafe.processor.wasi;

import static org.vouchsafe.processor.wasi.Wasi.function;
import static org.vouchsafe.processor.wasi.Wasi.u32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What can be asked of a descriptor, or done to it, beside reading and writing. */
final class FileCalls {
  private static final byte[] ROOT = {'/'};
  private static final int DIRENT = 24;

  private final Descriptors descriptors;
  private final FileSystem files;

  FileCalls(Descriptors descriptors, FileSystem files) {
    this.descriptors = descriptors;
    this.files = files;
  }

  void addTo(List<WasiFunction> all) {
    all.add(function("fd_close", "i", (m, a) -> close(a)));
    all.add(function("fd_renumber", "ii", (m, a) -> renumber(a)));
    all.add(function("fd_prestat_get", "ii", this::prestat));
    all.add(function("fd_prestat_dir_name", "iii", this::prestatName));
    all.add(function("fd_fdstat_get", "ii", this::status));
    all.add(function("fd_fdstat_set_flags", "ii", (m, a) -> setFlags(a)));
    all.add(function("fd_fdstat_set_rights", "iII", (m, a) -> setRights(a)));
    all.add(function("fd_filestat_get", "ii", this::fileStatus));
    all.add(function("fd_filestat_set_size", "iI", (m, a) -> setSize(a)));
    all.add(function("fd_filestat_set_times", "iIIi", (m, a) -> setTimes(a)));
    all.add(function("fd_allocate", "iII", (m, a) -> allocate(a)));
    all.add(function("fd_advise", "iIIi", (m, a) -> exists(a)));
    all.add(function("fd_sync", "i", (m, a) -> exists(a)));
    all.add(function("fd_datasync", "i", (m, a) -> exists(a)));
    all.add(function("fd_readdir", "iiiIi", this::list));
  }

  private int exists(long[] a) {
    descriptors.get((int) a[0]);
    return Errno.SUCCESS;
  }

  private int close(long[] a) {
    descriptors.close((int) a[0]);
    return Errno.SUCCESS;
  }

  private int renumber(long[] a) {
    descriptors.renumber((int) a[0], (int) a[1]);
    return Errno.SUCCESS;
  }

  private Descriptor.Folder preopened(long number) {
    if (descriptors.get((int) number) instanceof Descriptor.Folder folder && folder.preopened) {
      return folder;
    }
    throw Errno.failure(Errno.BADF);
  }

  private int prestat(GuestMemory memory, long[] a) {
    preopened(a[0]);
    memory.i32(u32(a[1]), 0);
    memory.i32(u32(a[1]) + 4, ROOT.length);
    return Errno.SUCCESS;
  }

  private int prestatName(GuestMemory memory, long[] a) {
    preopened(a[0]);
    if (u32(a[2]) < ROOT.length) {
      throw Errno.failure(Errno.NAMETOOLONG);
    }
    memory.write(u32(a[1]), ROOT, 0, ROOT.length);
    return Errno.SUCCESS;
  }

  private int status(GuestMemory memory, long[] a) {
    Descriptor descriptor = descriptors.get((int) a[0]);
    int type =
        switch (descriptor) {
          // Neither a terminal nor a file: programs buffer it and do not seek in it.
          case Descriptor.Stream stream -> 0;
          case Descriptor.Folder folder -> Node.TYPE_FOLDER;
          case Descriptor.File file -> Node.TYPE_FILE;
        };
    long at = u32(a[1]);
    memory.i64(at, 0);
    memory.i8(at, type);
    memory.i16(at + 2, descriptor.flags);
    memory.i64(at + 8, descriptor.rights);
    memory.i64(at + 16, descriptor instanceof Descriptor.Folder ? Descriptor.ALL_RIGHTS : 0);
    return Errno.SUCCESS;
  }

  private int setFlags(long[] a) {
    descriptors.get((int) a[0]).flags = (int) a[1] & 0x1F;
    return Errno.SUCCESS;
  }

  private int setRights(long[] a) {
    Descriptor descriptor = descriptors.get((int) a[0]);
    if ((a[1] & ~descriptor.rights) != 0) {
      throw Errno.failure(Errno.NOTCAPABLE);
    }
    descriptor.rights = a[1];
    return Errno.SUCCESS;
  }

  private int fileStatus(GuestMemory memory, long[] a) {
    switch (descriptors.get((int) a[0])) {
      case Descriptor.Stream stream -> write(memory, u32(a[1]), 0, 0, 1, 0, 0, 0, 0);
      case Descriptor.Folder folder -> write(memory, u32(a[1]), folder.node);
      case Descriptor.File file -> write(memory, u32(a[1]), file.node);
    }
    return Errno.SUCCESS;
  }

  static void write(GuestMemory memory, long at, Node node) {
    write(
        memory,
        at,
        node.inode,
        node.type(),
        node.links,
        node.size(),
        node.accessed,
        node.modified,
        node.changed);
  }

  private static void write(
      GuestMemory memory,
      long at,
      long inode,
      int type,
      long links,
      long size,
      long accessed,
      long modified,
      long changed) {
    byte[] all = new byte[64];
    ByteBuffer.wrap(all)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, 1)
        .putLong(8, inode)
        .put(16, (byte) type)
        .putLong(24, links)
        .putLong(32, size)
        .putLong(40, accessed)
        .putLong(48, modified)
        .putLong(56, changed);
    memory.write(at, all, 0, all.length);
  }

  private int setSize(long[] a) {
    Descriptor.File file = descriptors.file((int) a[0], Descriptor.RIGHT_WRITE);
    file.node.content.resize(a[1]);
    file.node.modified = files.now();
    return Errno.SUCCESS;
  }

  private int allocate(long[] a) {
    Descriptor.File file = descriptors.file((int) a[0], Descriptor.RIGHT_WRITE);
    if (a[1] < 0 || a[2] < 0 || a[1] > Long.MAX_VALUE - a[2]) {
      throw Errno.failure(Errno.INVAL);
    }
    file.node.content.resize(Math.max(file.node.size(), a[1] + a[2]));
    return Errno.SUCCESS;
  }

  private int setTimes(long[] a) {
    switch (descriptors.get((int) a[0])) {
      case Descriptor.Stream stream -> throw Errno.failure(Errno.BADF);
      case Descriptor.Folder folder -> setTimes(folder.node, a[1], a[2], (int) a[3]);
      case Descriptor.File file -> setTimes(file.node, a[1], a[2], (int) a[3]);
    }
    return Errno.SUCCESS;
  }

  void setTimes(Node node, long accessed, long modified, int which) {
    if ((which & 3) == 3 || (which & 12) == 12) {
      throw Errno.failure(Errno.INVAL);
    }
    long now = files.now();
    if ((which & 3) != 0) {
      node.accessed = (which & 1) != 0 ? accessed : now;
    }
    if ((which & 12) != 0) {
      node.modified = (which & 4) != 0 ? modified : now;
    }
    node.changed = now;
  }

  private int list(GuestMemory memory, long[] a) {
    Descriptor.Folder folder = descriptors.folder((int) a[0]);
    long at = u32(a[1]);
    long end = at + u32(a[2]);
    long start = at;
    if (a[3] == 0) {
      folder.list();
    }
    if (a[3] < 0 || a[3] > folder.listing.size()) {
      throw Errno.failure(Errno.INVAL);
    }
    for (int i = (int) a[3]; i < folder.listing.size() && at < end; i++) {
      byte[] entry = entry(folder.listing.get(i), i + 1);
      // A last entry that is cut off tells the program to ask again with a larger buffer.
      int count = (int) Math.min(entry.length, end - at);
      memory.write(at, entry, 0, count);
      at += count;
    }
    memory.i32(u32(a[4]), (int) (at - start));
    return Errno.SUCCESS;
  }

  private static byte[] entry(Descriptor.Entry entry, long next) {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[DIRENT + name.length];
    ByteBuffer.wrap(all)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, next)
        .putLong(8, entry.inode())
        .putInt(16, name.length)
        .put(20, (byte) entry.type())
        .put(DIRENT, name);
    return all;
  }
}
