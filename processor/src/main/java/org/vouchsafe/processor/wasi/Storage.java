package org.vouchsafe.processor.wasi;

/** Counts what the files and names of one program take, against its measured limit. */
final class Storage {
  /** What a name, a node and its place in the folder take at least. */
  static final int NODE = 512;

  private final long limit;
  private long used;

  Storage(long limit) {
    this.limit = limit;
  }

  void take(long bytes) {
    if (bytes > limit - used) {
      throw Errno.failure(Errno.NOSPC);
    }
    used += bytes;
  }

  void give(long bytes) {
    used -= bytes;
  }

  long limit() {
    return limit;
  }
}
