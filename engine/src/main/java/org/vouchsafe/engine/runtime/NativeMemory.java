package org.vouchsafe.engine.runtime;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Address space outside the Java heap, straight from the kernel: zero when it comes, not in core
 * dumps, and never moved, so that no copy of it stays behind when it is overwritten.
 */
@SuppressWarnings(
    "restricted") // mmap has no other door; every use of the segment is bounds-checked
final class NativeMemory {
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
  private static final int MADV_DONTDUMP = 16;

  private static final MethodHandle MMAP =
      find(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MUNMAP =
      find(
          "munmap",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle MADVISE =
      find(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private NativeMemory() {}

  private static MethodHandle find(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), descriptor, Linker.Option.critical(false));
  }

  /**
   * Reserves address space; pages come into being, zeroed, when they are first touched.
   *
   * @throws OutOfMemoryError when the kernel has none
   */
  static MemorySegment reserve(long bytes) {
    try {
      MemorySegment segment =
          (MemorySegment)
              MMAP.invokeExact(
                  MemorySegment.NULL,
                  bytes,
                  PROT_READ_WRITE,
                  MAP_PRIVATE_ANONYMOUS_NORESERVE,
                  -1,
                  0L);
      if (segment.address() == -1L) {
        throw new OutOfMemoryError("no address space for a program's memory");
      }
      int unused = (int) MADVISE.invokeExact(segment, bytes, MADV_DONTDUMP);
      return segment.reinterpret(bytes);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("mmap cannot be called", e);
    }
  }

  /** Gives the address space back. Nothing may use the segment any more. */
  static void release(MemorySegment segment) {
    try {
      int unused = (int) MUNMAP.invokeExact(segment, segment.byteSize());
    } catch (Throwable e) {
      throw new IllegalStateException("munmap cannot be called", e);
    }
  }
}
