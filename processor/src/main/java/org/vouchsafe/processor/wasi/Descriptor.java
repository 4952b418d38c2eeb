package org.vouchsafe.processor.wasi;

import java.util.ArrayList;
import java.util.List;

/** What a descriptor of the program stands for. */
abstract sealed class Descriptor permits Descriptor.Stream, Descriptor.Folder, Descriptor.File {
  static final long RIGHT_READ = 1L << 1;
  static final long RIGHT_WRITE = 1L << 6;
  static final int APPEND = 1;

  /** Of a folder: files in it may be cut short when they are opened. */
  static final long RIGHT_TRUNCATE = 1L << 19;

  /** All that the interface knows. */
  static final long ALL_RIGHTS = (1L << 30) - 1;

  /** Of a folder: not to read, write, seek, tell, allocate, poll, or use as a socket. */
  static final long FOLDER_RIGHTS = 0x07BF_FE18L;

  long rights;
  int flags;

  private Descriptor(long rights, int flags) {
    this.rights = rights;
    this.flags = flags;
  }

  /** One of the three standard streams. */
  static final class Stream extends Descriptor {
    final int number;

    Stream(int number) {
      super(number == 0 ? RIGHT_READ : RIGHT_WRITE, 0);
      this.number = number;
    }
  }

  /** A name as it stood when a listing began. */
  record Entry(String name, long inode, int type) {}

  /** An open folder. */
  static final class Folder extends Descriptor {
    final Node.Folder node;
    final boolean preopened;

    /** Held from the first call of a listing on, so that removals on the way skip nothing. */
    List<Entry> listing = List.of();

    Folder(Node.Folder node, boolean preopened) {
      super(FOLDER_RIGHTS, 0);
      this.node = node;
      this.preopened = preopened;
    }

    void list() {
      List<Entry> entries = new ArrayList<>();
      Node.Folder parent = node.parent == null ? node : node.parent;
      entries.add(new Entry(".", node.inode, Node.TYPE_FOLDER));
      entries.add(new Entry("..", parent.inode, Node.TYPE_FOLDER));
      node.entries.forEach(
          (name, child) -> entries.add(new Entry(name, child.inode, child.type())));
      listing = entries;
    }
  }

  /** An open file. */
  static final class File extends Descriptor {
    final Node.File node;
    long position;

    File(Node.File node, long rights, int flags) {
      super(rights, flags);
      this.node = node;
      node.open++;
    }
  }
}
