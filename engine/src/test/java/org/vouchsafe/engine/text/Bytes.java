package org.vouchsafe.engine.text;

import java.io.ByteArrayOutputStream;

/** Writes the binary format's numbers and lists (specification 2.0, 5.2). */
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int value) {
    out.write(value);
    return this;
  }

  Bytes u32(int value) {
    int rest = value;
    while (Integer.compareUnsigned(rest, 0x7F) > 0) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }

  /** Of up to 64 bits. */
  Bytes signed(long value) {
    long rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  /** Least significant byte first. */
  Bytes fixed(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes raw(Bytes bytes) {
    return raw(bytes.toArray());
  }

  /** With their number before them. */
  Bytes counted(byte[] bytes) {
    return u32(bytes.length).raw(bytes);
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
