package org.vouchsafe.processor.wasi;

/**
 * A program's first linear memory, as the engine that runs it offers it. Addresses and lengths are
 * unsigned 32-bit values in a long; an access beyond the end throws {@link OutOfBounds} before it
 * touches anything.
 */
public interface GuestMemory {
  /** The program named memory that it does not have; it gets EFAULT. */
  final class OutOfBounds extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfBounds() {
      super("outside the memory", null, false, false);
    }
  }

  void read(long address, byte[] into, int offset, int length);

  void write(long address, byte[] from, int offset, int length);

  int i32(long address);

  long i64(long address);

  void i32(long address, int value);

  void i64(long address, long value);

  byte i8(long address);

  void i8(long address, int value);

  void i16(long address, int value);
}
