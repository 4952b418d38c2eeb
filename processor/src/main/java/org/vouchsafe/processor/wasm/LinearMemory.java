package org.vouchsafe.processor.wasm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vouchsafe.processor.wasi.GuestMemory;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * A linear memory outside the Java heap. The sandbox is the bounds check of {@link MemorySegment},
 * which always ends exactly where the memory does: an address that is negative as an int is beyond
 * 2 GiB and out of bounds, because no memory is that large.
 */
@SuppressWarnings("removal") // the engine's interface still has abstract methods it will drop
final class LinearMemory implements Memory, GuestMemory, AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final int initial;
  private final int declared;
  private final int maximum;
  private final MemoryLimit limit;
  private final MemorySegment reserved;
  private MemorySegment memory;
  private int pages;
  private DataSegment[] segments = new DataSegment[0];

  /**
   * @throws LimitReached when the initial size is beyond the limit
   */
  LinearMemory(MemoryLimits wanted, MemoryLimit limit) {
    this.initial = wanted.initialPages();
    this.limit = limit;
    this.declared = wanted.maximumPages();
    this.maximum = (int) Math.min(Math.min(declared, RUNTIME_MAX_PAGES), limit.limit() / PAGE_SIZE);
    long bytes = (long) initial * PAGE_SIZE;
    if (initial > RUNTIME_MAX_PAGES || !limit.take(bytes)) {
      throw LimitReached.memory(bytes, limit.limit());
    }
    this.pages = initial;
    this.reserved =
        maximum == 0 ? MemorySegment.NULL : NativeMemory.reserve((long) maximum * PAGE_SIZE);
    this.memory = reserved.asSlice(0, bytes);
  }

  /** Overwrites and gives back. The program must have ended. */
  @Override
  public void close() {
    memory.fill((byte) 0);
    memory = MemorySegment.NULL;
    pages = 0;
    if (maximum > 0) {
      NativeMemory.release(reserved);
    }
  }

  private static WasmRuntimeException outOfBounds() {
    return new WasmRuntimeException("out of bounds memory access");
  }

  @Override
  public int pages() {
    return pages;
  }

  @Override
  public int grow(int more) {
    if (more < 0 || more > declared - pages) {
      return -1;
    }
    if (more > maximum - pages || !limit.take((long) more * PAGE_SIZE)) {
      limit.reached();
      return -1;
    }
    int before = pages;
    pages += more;
    memory = reserved.asSlice(0, (long) pages * PAGE_SIZE);
    return before;
  }

  @Override
  public int initialPages() {
    return initial;
  }

  @Override
  public int maximumPages() {
    return maximum;
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments) {
    initialize(instance, dataSegments, 0);
  }

  @Override
  public void initialize(Instance instance, DataSegment[] dataSegments, int memoryIndex) {
    // A copy: the module's own array is shared, and dropping a segment writes to it.
    segments = dataSegments.clone();
    for (DataSegment segment : dataSegments) {
      if (segment instanceof ActiveDataSegment active && active.index() == memoryIndex) {
        long[] offset =
            ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions());
        try {
          write((int) offset[0], active.data(), 0, active.data().length);
        } catch (WasmRuntimeException e) {
          throw new UninstantiableException("out of bounds memory access", e);
        }
      }
    }
  }

  @Override
  public void initPassiveSegment(int segmentId, int dest, int offset, int size) {
    write(dest, segments[segmentId].data(), offset, size);
  }

  @Override
  public void drop(int segment) {
    segments[segment] = PassiveDataSegment.EMPTY;
  }

  @Override
  public void zero() {
    // Only ever called on a new memory, and the kernel's pages come zeroed.
  }

  @Override
  public void write(int address, byte[] data, int offset, int size) {
    try {
      MemorySegment.copy(data, offset, memory, BYTE, address, size);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public byte[] readBytes(int address, int size) {
    // The segment checks before anything is allocated for it.
    try {
      return memory.asSlice(address, size).toArray(BYTE);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void fill(byte value, int from, int to) {
    try {
      memory.asSlice(from, (long) to - from).fill(value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void copy(int dest, int src, int size) {
    try {
      MemorySegment.copy(memory, src, memory, dest, size);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public byte read(int address) {
    try {
      return memory.get(BYTE, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public short readShort(int address) {
    try {
      return memory.get(SHORT, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public long readU16(int address) {
    return readShort(address) & 0xFFFF;
  }

  @Override
  public int readInt(int address) {
    try {
      return memory.get(INT, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public long readLong(int address) {
    try {
      return memory.get(LONG, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public float readFloat(int address) {
    try {
      return memory.get(FLOAT, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public double readDouble(int address) {
    try {
      return memory.get(DOUBLE, address);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public long readF32(int address) {
    return readInt(address);
  }

  @Override
  public long readF64(int address) {
    return readLong(address);
  }

  @Override
  public void writeByte(int address, byte data) {
    try {
      memory.set(BYTE, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void writeShort(int address, short data) {
    try {
      memory.set(SHORT, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void writeI32(int address, int data) {
    try {
      memory.set(INT, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void writeLong(int address, long data) {
    try {
      memory.set(LONG, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void writeF32(int address, float data) {
    try {
      memory.set(FLOAT, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  @Override
  public void writeF64(int address, double data) {
    try {
      memory.set(DOUBLE, address, data);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds();
    }
  }

  /** What an atomic access is atomic against: one thread runs a program, so nothing. */
  @Override
  public Object lock(int address) {
    return this;
  }

  @Override
  public int waitOn(int address, int expected, long timeout) {
    throw new WasmRuntimeException("expected shared memory");
  }

  @Override
  public int waitOn(int address, long expected, long timeout) {
    throw new WasmRuntimeException("expected shared memory");
  }

  @Override
  public int notify(int address, int maxThreads) {
    readInt(address);
    return 0;
  }

  // What host calls see: unsigned addresses in a long, which cannot overflow.

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    check(address, length);
    MemorySegment.copy(memory, BYTE, address, into, offset, length);
  }

  @Override
  public void write(long address, byte[] from, int offset, int length) {
    check(address, length);
    MemorySegment.copy(from, offset, memory, BYTE, address, length);
  }

  @Override
  public int i32(long address) {
    check(address, 4);
    return memory.get(INT, address);
  }

  @Override
  public long i64(long address) {
    check(address, 8);
    return memory.get(LONG, address);
  }

  @Override
  public void i32(long address, int value) {
    check(address, 4);
    memory.set(INT, address, value);
  }

  @Override
  public void i64(long address, long value) {
    check(address, 8);
    memory.set(LONG, address, value);
  }

  @Override
  public byte i8(long address) {
    check(address, 1);
    return memory.get(BYTE, address);
  }

  @Override
  public void i8(long address, int value) {
    check(address, 1);
    memory.set(BYTE, address, (byte) value);
  }

  @Override
  public void i16(long address, int value) {
    check(address, 2);
    memory.set(SHORT, address, (short) value);
  }

  private void check(long address, int length) {
    if (address < 0 || address > memory.byteSize() - length) {
      throw new OutOfBounds();
    }
  }
}
