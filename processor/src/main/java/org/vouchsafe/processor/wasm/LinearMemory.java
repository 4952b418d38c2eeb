package org.vouchsafe.processor.wasm;

import org.vouchsafe.engine.runtime.Memory;
import org.vouchsafe.processor.wasi.GuestMemory;

/** An instance's memory, as host calls see it. One without any bytes is a program's without one. */
record LinearMemory(Memory memory) implements GuestMemory {
  private void check(long address, int length) {
    if (address < 0 || address > memory.byteSize() - length) {
      throw new OutOfBounds();
    }
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    check(address, length);
    memory.read(address, into, offset, length);
  }

  @Override
  public void write(long address, byte[] from, int offset, int length) {
    check(address, length);
    memory.write(address, from, offset, length);
  }

  @Override
  public int i32(long address) {
    check(address, 4);
    return memory.loadInt(address);
  }

  @Override
  public long i64(long address) {
    check(address, 8);
    return memory.loadLong(address);
  }

  @Override
  public void i32(long address, int value) {
    check(address, 4);
    memory.storeInt(address, value);
  }

  @Override
  public void i64(long address, long value) {
    check(address, 8);
    memory.storeLong(address, value);
  }

  @Override
  public byte i8(long address) {
    check(address, 1);
    return memory.loadByte(address);
  }

  @Override
  public void i8(long address, int value) {
    check(address, 1);
    memory.storeByte(address, (byte) value);
  }

  @Override
  public void i16(long address, int value) {
    check(address, 2);
    memory.storeShort(address, (short) value);
  }
}
