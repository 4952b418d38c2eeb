package org.vouchsafe.engine.runtime;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.runtime.Trap.Reason;

/**
 * A linear memory, outside the Java heap. Its whole address space is reserved at the start, so that
 * it never moves; pages come into being when they are touched. Used by one thread at a time.
 */
public final class Memory {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What is filled or copied between two looks at whether the instance was ended. */
  private static final long PIECE = 4 << 20;

  static final Memory NONE =
      new Memory(
          new ExternType.Memory(new ExternType.Limits(0, OptionalLong.of(0))),
          new Store(Quota.of(0)));

  private final OptionalLong declared;
  private final Quota quota;
  private MemorySegment reserved;
  private final List<Instance> users = new ArrayList<>();

  /** What there is of the reserved space now, and no byte more. */
  private MemorySegment now;

  /**
   * @param store which it takes its bytes from, and lives with
   * @throws QuotaExceeded when there is not enough for its first size
   * @throws OutOfMemoryError when there is no address space
   */
  public Memory(ExternType.Memory type, Store store) {
    this.declared = type.limits().max();
    this.quota = store.quota();
    long bytes = type.limits().min() * ExternType.Memory.PAGE;
    quota.require(bytes);
    long most = Math.min(mostPages(), quota.limit() / ExternType.Memory.PAGE);
    this.reserved =
        most == 0 ? MemorySegment.NULL : NativeMemory.reserve(most * ExternType.Memory.PAGE);
    this.now = reserved.asSlice(0, bytes);
    store.add(this);
  }

  private long mostPages() {
    return declared.orElse(ExternType.Memory.MAX_PAGES);
  }

  /** Its type as it is now: with its size as the minimum. */
  public ExternType.Memory type() {
    return new ExternType.Memory(new ExternType.Limits(pages(), declared));
  }

  /** Makes it the memory of an instance. */
  public void attach(Instance instance) {
    users.add(instance);
    instance.memory = this;
    tell(instance);
  }

  private void tell(Instance instance) {
    instance.base = now.address();
    instance.size = now.byteSize();
  }

  private void become(MemorySegment segment) {
    now = segment;
    users.forEach(this::tell);
  }

  /**
   * Overwrites it and gives it back to the kernel: from then on it has no byte. Nothing of what
   * uses it may be running.
   */
  void close() {
    clear();
    become(MemorySegment.NULL);
    if (reserved.byteSize() > 0) {
      NativeMemory.release(reserved);
      reserved = MemorySegment.NULL;
    }
  }

  private long pages() {
    return now.byteSize() / ExternType.Memory.PAGE;
  }

  /** Called by compiled code, as the next four are. In pages. */
  public int size() {
    return (int) pages();
  }

  /** The size before in pages, or -1 when it cannot grow. */
  public int grow(int by) {
    long old = pages();
    long more = Integer.toUnsignedLong(by);
    long bytes = (old + more) * ExternType.Memory.PAGE;
    if (old + more > mostPages()
        || !quota.take(more * ExternType.Memory.PAGE)
        || bytes > reserved.byteSize()) {
      return -1;
    }
    become(reserved.asSlice(0, bytes));
    return (int) old;
  }

  public void fill(int start, int value, int count, Instance caller) {
    MemorySegment all = slice(start, count);
    for (long at = 0; at < all.byteSize(); at += PIECE) {
      caller.endIfAsked();
      all.asSlice(at, Math.min(PIECE, all.byteSize() - at)).fill((byte) value);
    }
  }

  public void copy(int to, int from, int count, Instance caller) {
    MemorySegment source = slice(from, count);
    MemorySegment target = slice(to, count);
    long length = source.byteSize();
    boolean forward = Integer.compareUnsigned(to, from) <= 0;
    for (long done = 0; done < length; done += PIECE) {
      caller.endIfAsked();
      long piece = Math.min(PIECE, length - done);
      // What overlaps is read before it is written.
      long at = forward ? done : length - done - piece;
      MemorySegment.copy(source, at, target, at, piece);
    }
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
    check(from, length);
    return now.asSlice(from, length);
  }

  private void check(long address, long length) {
    if (address < 0 || address > now.byteSize() - length) {
      throw new Trap(Reason.MEMORY_BOUNDS);
    }
  }

  // For functions of Java's. An address is an unsigned number in a long; what is outside of the
  // memory is a trap, before anything was touched.

  /** How many bytes there are now. */
  public long byteSize() {
    return now.byteSize();
  }

  /**
   * @throws Trap MEMORY_BOUNDS
   */
  public void read(long address, byte[] into, int offset, int length) {
    check(address, length);
    MemorySegment.copy(now, BYTE, address, into, offset, length);
  }

  /**
   * @throws Trap MEMORY_BOUNDS
   */
  public void write(long address, byte[] from, int offset, int length) {
    check(address, length);
    MemorySegment.copy(from, offset, now, BYTE, address, length);
  }

  /** Makes every byte zero. */
  public void clear() {
    now.fill((byte) 0);
  }

  /**
   * Whether all bytes of a range are zero.
   *
   * @throws Trap MEMORY_BOUNDS
   */
  public boolean isZero(long address, int length) {
    check(address, length);
    MemorySegment range = now.asSlice(address, length);
    return range.byteSize() == 0
        || (range.get(BYTE, 0) == 0
            && range.asSlice(1).mismatch(range.asSlice(0, range.byteSize() - 1)) < 0);
  }

  public byte loadByte(long address) {
    check(address, 1);
    return now.get(BYTE, address);
  }

  public int loadInt(long address) {
    check(address, 4);
    return now.get(INT, address);
  }

  public long loadLong(long address) {
    check(address, 8);
    return now.get(LONG, address);
  }

  public void storeByte(long address, byte value) {
    check(address, 1);
    now.set(BYTE, address, value);
  }

  public void storeShort(long address, short value) {
    check(address, 2);
    now.set(SHORT, address, value);
  }

  public void storeInt(long address, int value) {
    check(address, 4);
    now.set(INT, address, value);
  }

  public void storeLong(long address, long value) {
    check(address, 8);
    now.set(LONG, address, value);
  }
}
