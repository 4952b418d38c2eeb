package org.vouchsafe.processor.wasi;

import static org.vouchsafe.processor.wasi.Wasi.function;
import static org.vouchsafe.processor.wasi.Wasi.u32;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading and writing through descriptors. */
final class StreamCalls {
  private static final int MAX_VECTORS = 1024;
  private static final int CHUNK = 64 << 10;

  private final Descriptors descriptors;
  private final FileSystem files;
  private @Nullable Streams streams;

  /** One piece of a scattered read or a gathered write. */
  private interface Piece {
    /** Returns how many bytes were moved; fewer than asked for ends the call. */
    int move(byte[] buffer, int length) throws InterruptedException;
  }

  StreamCalls(Descriptors descriptors, FileSystem files) {
    this.descriptors = descriptors;
    this.files = files;
  }

  void connect(Streams connected) {
    this.streams = connected;
  }

  Streams streams() {
    if (streams == null) {
      throw Errno.failure(Errno.BADF);
    }
    return streams;
  }

  void addTo(List<WasiFunction> all) {
    all.add(function("fd_read", "iiii", this::read));
    all.add(function("fd_write", "iiii", this::write));
    all.add(function("fd_pread", "iiiIi", this::readAt));
    all.add(function("fd_pwrite", "iiiIi", this::writeAt));
    all.add(function("fd_seek", "iIii", this::seek));
    all.add(function("fd_tell", "ii", this::tell));
  }

  private int read(GuestMemory memory, long[] a) throws InterruptedException {
    switch (descriptors.get((int) a[0])) {
      case Descriptor.Stream stream -> {
        if (stream.number != 0) {
          throw Errno.failure(Errno.BADF);
        }
        memory.i32(u32(a[3]), scatter(memory, a, new InputPiece(streams())));
      }
      case Descriptor.File file -> {
        requireRight(file, Descriptor.RIGHT_READ);
        memory.i32(
            u32(a[3]),
            scatter(
                memory,
                a,
                (buffer, length) -> {
                  int count = file.node.content.read(file.position, buffer, 0, length);
                  file.position += count;
                  return count;
                }));
      }
      case Descriptor.Folder folder -> throw Errno.failure(Errno.ISDIR);
    }
    return Errno.SUCCESS;
  }

  /** Waits for the first bytes only: what is there is handed over at once. */
  private static final class InputPiece implements Piece {
    private final Streams streams;
    private boolean moved;

    InputPiece(Streams streams) {
      this.streams = streams;
    }

    @Override
    public int move(byte[] buffer, int length) throws InterruptedException {
      if (moved && !streams.awaitInput(0)) {
        return 0;
      }
      moved = true;
      return Math.max(0, streams.read(buffer, 0, length));
    }
  }

  private int write(GuestMemory memory, long[] a) throws InterruptedException {
    switch (descriptors.get((int) a[0])) {
      case Descriptor.Stream stream -> {
        if (stream.number == 0) {
          throw Errno.failure(Errno.BADF);
        }
        memory.i32(
            u32(a[3]),
            gather(
                memory,
                a,
                (buffer, length) -> {
                  streams().write(stream.number, buffer, 0, length);
                  return length;
                }));
      }
      case Descriptor.File file -> {
        requireRight(file, Descriptor.RIGHT_WRITE);
        memory.i32(
            u32(a[3]),
            gather(
                memory,
                a,
                (buffer, length) -> {
                  if ((file.flags & Descriptor.APPEND) != 0) {
                    file.position = file.node.size();
                  }
                  file.node.content.write(file.position, buffer, 0, length);
                  file.position += length;
                  return length;
                }));
        file.node.modified = files.now();
      }
      case Descriptor.Folder folder -> throw Errno.failure(Errno.ISDIR);
    }
    return Errno.SUCCESS;
  }

  private static void requireRight(Descriptor file, long right) {
    if ((file.rights & right) == 0) {
      throw Errno.failure(Errno.BADF);
    }
  }

  private int readAt(GuestMemory memory, long[] a) throws InterruptedException {
    Descriptor.File file = descriptors.file((int) a[0], Descriptor.RIGHT_READ);
    long[] at = {offset(a[3])};
    memory.i32(
        u32(a[4]),
        scatter(
            memory,
            a,
            (buffer, length) -> {
              int count = file.node.content.read(at[0], buffer, 0, length);
              at[0] += count;
              return count;
            }));
    return Errno.SUCCESS;
  }

  private int writeAt(GuestMemory memory, long[] a) throws InterruptedException {
    Descriptor.File file = descriptors.file((int) a[0], Descriptor.RIGHT_WRITE);
    long[] at = {offset(a[3])};
    memory.i32(
        u32(a[4]),
        gather(
            memory,
            a,
            (buffer, length) -> {
              file.node.content.write(at[0], buffer, 0, length);
              at[0] += length;
              return length;
            }));
    file.node.modified = files.now();
    return Errno.SUCCESS;
  }

  private static long offset(long value) {
    if (value < 0) {
      throw Errno.failure(Errno.INVAL);
    }
    return value;
  }

  /** Fills the vectors at a[1] (a[2] of them) until a piece comes back short. */
  private static int scatter(GuestMemory memory, long[] a, Piece source)
      throws InterruptedException {
    int total = 0;
    for (int i = 0; i < vectors(a); i++) {
      long at = u32(memory.i32(u32(a[1]) + 8L * i));
      long left = u32(memory.i32(u32(a[1]) + 8L * i + 4));
      while (left > 0) {
        byte[] buffer = new byte[(int) Math.min(left, CHUNK)];
        // A bad pointer must be found before bytes are taken that nobody could give back.
        memory.read(at, buffer, 0, buffer.length);
        int count = source.move(buffer, buffer.length);
        memory.write(at, buffer, 0, count);
        total = Math.addExact(total, count);
        if (count < buffer.length) {
          return total;
        }
        at += count;
        left -= count;
      }
    }
    return total;
  }

  private static int gather(GuestMemory memory, long[] a, Piece sink) throws InterruptedException {
    int total = 0;
    for (int i = 0; i < vectors(a); i++) {
      long at = u32(memory.i32(u32(a[1]) + 8L * i));
      long left = u32(memory.i32(u32(a[1]) + 8L * i + 4));
      while (left > 0) {
        byte[] buffer = new byte[(int) Math.min(left, CHUNK)];
        memory.read(at, buffer, 0, buffer.length);
        if (total > Integer.MAX_VALUE - buffer.length) {
          return total;
        }
        total += sink.move(buffer, buffer.length);
        at += buffer.length;
        left -= buffer.length;
      }
    }
    return total;
  }

  private static int vectors(long[] a) {
    long count = u32(a[2]);
    if (count > MAX_VECTORS) {
      throw Errno.failure(Errno.INVAL);
    }
    return (int) count;
  }

  private int seek(GuestMemory memory, long[] a) {
    Descriptor.File file = descriptors.file((int) a[0], 0);
    long base =
        switch ((int) a[2] & 0xFF) {
          case 0 -> 0;
          case 1 -> file.position;
          case 2 -> file.node.size();
          default -> throw Errno.failure(Errno.INVAL);
        };
    long target = base + a[1];
    if (target < 0 || (a[1] > 0 && target < base)) {
      throw Errno.failure(Errno.INVAL);
    }
    file.position = target;
    memory.i64(u32(a[3]), target);
    return Errno.SUCCESS;
  }

  private int tell(GuestMemory memory, long[] a) {
    memory.i64(u32(a[1]), descriptors.file((int) a[0], 0).position);
    return Errno.SUCCESS;
  }
}
