package org.vouchsafe.processor.wasi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A small memory that a test writes a program's arguments into. */
final class ArrayMemory implements GuestMemory {
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  private int at(long address, int length) {
    if (address < 0 || address > bytes.capacity() - length) {
      throw new OutOfBounds();
    }
    return (int) address;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    bytes.get(at(address, length), into, offset, length);
  }

  @Override
  public void write(long address, byte[] from, int offset, int length) {
    bytes.put(at(address, length), from, offset, length);
  }

  @Override
  public int i32(long address) {
    return bytes.getInt(at(address, 4));
  }

  @Override
  public long i64(long address) {
    return bytes.getLong(at(address, 8));
  }

  @Override
  public void i32(long address, int value) {
    bytes.putInt(at(address, 4), value);
  }

  @Override
  public void i64(long address, long value) {
    bytes.putLong(at(address, 8), value);
  }

  @Override
  public byte i8(long address) {
    return bytes.get(at(address, 1));
  }

  @Override
  public void i8(long address, int value) {
    bytes.put(at(address, 1), (byte) value);
  }

  @Override
  public void i16(long address, int value) {
    bytes.putShort(at(address, 2), (short) value);
  }
}
