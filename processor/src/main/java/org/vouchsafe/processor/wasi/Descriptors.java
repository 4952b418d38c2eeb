package org.vouchsafe.processor.wasi;

import java.util.TreeMap;

/** The open descriptors of a program, at most as many as measured. */
final class Descriptors {
  private final TreeMap<Integer, Descriptor> open = new TreeMap<>();
  private final int limit;
  private final FileSystem files;

  Descriptors(int limit, FileSystem files) {
    this.limit = limit;
    this.files = files;
    for (int stream = 0; stream < 3; stream++) {
      open.put(stream, new Descriptor.Stream(stream));
    }
    open.put(3, new Descriptor.Folder(files.root(), true));
  }

  Descriptor get(int number) {
    Descriptor descriptor = open.get(number);
    if (descriptor == null) {
      throw Errno.failure(Errno.BADF);
    }
    return descriptor;
  }

  Descriptor.Folder folder(int number) {
    if (get(number) instanceof Descriptor.Folder folder) {
      return folder;
    }
    throw Errno.failure(Errno.NOTDIR);
  }

  Descriptor.File file(int number, long right) {
    return switch (get(number)) {
      case Descriptor.File file -> {
        if ((file.rights & right) != right) {
          throw Errno.failure(Errno.BADF);
        }
        yield file;
      }
      case Descriptor.Folder folder -> throw Errno.failure(Errno.ISDIR);
      case Descriptor.Stream stream -> throw Errno.failure(Errno.SPIPE);
    };
  }

  void requireRoom() {
    if (open.size() >= limit) {
      throw Errno.failure(Errno.MFILE);
    }
  }

  int add(Descriptor descriptor) {
    int number = 0;
    while (open.containsKey(number)) {
      number++;
    }
    open.put(number, descriptor);
    return number;
  }

  void close(int number) {
    Descriptor descriptor = open.remove(number);
    if (descriptor == null) {
      throw Errno.failure(Errno.BADF);
    }
    if (descriptor instanceof Descriptor.File file) {
      file.node.open--;
      files.letGo(file.node);
    }
  }

  void renumber(int from, int to) {
    Descriptor descriptor = get(from);
    get(to);
    if (from != to) {
      close(to);
      open.remove(from);
      open.put(to, descriptor);
    }
  }
}
