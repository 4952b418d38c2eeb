package org.vouchsafe.engine.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.runtime.Trap.Reason;

/**
 * A linear memory. Its whole address space is reserved at the start, so that it never moves; pages
 * come into being when they are touched.
 */
public final class Memory {
  static final Memory NONE =
      new Memory(
          new ExternType.Memory(new ExternType.Limits(0, OptionalLong.of(0))), 0, Arena.global());

  private final ExternType.Memory type;
  private final long maxPages;
  private final MemorySegment reserved;
  private final List<Instance> users = new ArrayList<>();
  private long pages;

  /**
   * @param limit in pages: more is never given, whatever the type says
   * @param arena when it is closed, the memory is gone
   */
  public Memory(ExternType.Memory type, long limit, Arena arena) {
    this.type = type;
    this.maxPages = Math.min(limit, type.limits().max().orElse(ExternType.Memory.MAX_PAGES));
    this.pages = type.limits().min();
    if (pages > maxPages) {
      throw new IllegalArgumentException("the memory wants more pages than it may have");
    }
    this.reserved =
        maxPages == 0
            ? MemorySegment.NULL
            : arena.allocate(maxPages * ExternType.Memory.PAGE, 4096);
  }

  /** Its type as it is now: with its size as the minimum. */
  public ExternType.Memory type() {
    return new ExternType.Memory(new ExternType.Limits(pages, type.limits().max()));
  }

  public void attach(Instance instance) {
    users.add(instance);
    tell(instance);
  }

  private void tell(Instance instance) {
    instance.base = reserved.address();
    instance.size = bytes();
  }

  private long bytes() {
    return pages * ExternType.Memory.PAGE;
  }

  public int size() {
    return (int) pages;
  }

  /** The size before in pages, or -1 when it cannot grow. */
  public int grow(int by) {
    long old = pages;
    if (old + Integer.toUnsignedLong(by) > maxPages) {
      return -1;
    }
    pages = old + Integer.toUnsignedLong(by);
    users.forEach(this::tell);
    return (int) old;
  }

  public void fill(int start, int value, int count) {
    slice(start, count).fill((byte) value);
  }

  public void copy(int to, int from, int count) {
    MemorySegment source = slice(from, count);
    slice(to, count).copyFrom(source);
  }

  public void init(int to, byte[] segment, int from, int count) {
    if (Integer.toUnsignedLong(from) + Integer.toUnsignedLong(count) > segment.length) {
      throw new Trap(Reason.MEMORY_BOUNDS);
    }
    MemorySegment.copy(
        MemorySegment.ofArray(segment), from, slice(to, count), 0, Integer.toUnsignedLong(count));
  }

  private MemorySegment slice(int start, int count) {
    long from = Integer.toUnsignedLong(start);
    long length = Integer.toUnsignedLong(count);
    if (from + length > bytes()) {
      throw new Trap(Reason.MEMORY_BOUNDS);
    }
    return reserved.asSlice(from, length);
  }
}
