package org.vouchsafe.engine.module;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Reads the values of the binary format, within one range of bytes (specification 2.0, 5.2). */
class ByteCursor {
  final byte[] bytes;
  private int position;
  private int end;

  ByteCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  final int position() {
    return position;
  }

  final int end() {
    return end;
  }

  final boolean atEnd() {
    return position == end;
  }

  final int remaining() {
    return end - position;
  }

  final MalformedModule malformed(String reason) {
    return new MalformedModule(position, reason);
  }

  final int u8() throws MalformedModule {
    if (position == end) {
      throw malformed("unexpected end");
    }
    return bytes[position++] & 0xFF;
  }

  final int peek() throws MalformedModule {
    int value = u8();
    position--;
    return value;
  }

  final void zero() throws MalformedModule {
    if (u8() != 0) {
      throw malformed("zero byte expected");
    }
  }

  /** An unsigned number of at most 32 bits. */
  final long u32() throws MalformedModule {
    return leb(32, false);
  }

  /** An index: one beyond any that could exist stands for all that are larger than an int. */
  final int index() throws MalformedModule {
    return (int) Math.min(u32(), Integer.MAX_VALUE);
  }

  /** The length of a vector whose elements take at least one byte each. */
  final int length() throws MalformedModule {
    long length = u32();
    if (length > remaining()) {
      throw malformed("unexpected end: " + length + " elements cannot follow");
    }
    return (int) length;
  }

  final int s32() throws MalformedModule {
    return (int) leb(32, true);
  }

  final long s33() throws MalformedModule {
    return leb(33, true);
  }

  final long s64() throws MalformedModule {
    return leb(64, true);
  }

  private long leb(int bits, boolean signed) throws MalformedModule {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      int left = bits - shift;
      if (left <= 7) {
        if ((b & 0x80) != 0) {
          throw malformed("integer representation too long");
        }
        checkLast(b, left, signed);
        return signed && left < 7 && bits < 64 ? value << (64 - bits) >> (64 - bits) : value;
      }
      if ((b & 0x80) == 0) {
        return signed && (b & 0x40) != 0 ? value | -1L << (shift + 7) : value;
      }
    }
  }

  /** The bits of the last byte that have no place must repeat the sign, or be zero. */
  private void checkLast(int b, int left, boolean signed) throws MalformedModule {
    int unused = signed ? (b << 25 >> 25) >> (left - 1) : b >> left;
    if (unused != 0 && !(signed && unused == -1)) {
      throw malformed("integer too large");
    }
  }

  final int i32() throws MalformedModule {
    return u8() | u8() << 8 | u8() << 16 | u8() << 24;
  }

  final long i64() throws MalformedModule {
    return (i32() & 0xFFFF_FFFFL) | (long) i32() << 32;
  }

  final void skip(int length) throws MalformedModule {
    if (length > remaining()) {
      throw malformed("unexpected end");
    }
    position += length;
  }

  /** The rest of what this cursor may read. */
  final ByteCursor part(int length) throws MalformedModule {
    int start = position;
    skip(length);
    return new ByteCursor(bytes, start, position);
  }

  final String name() throws MalformedModule {
    int length = length();
    int start = position;
    skip(length);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("malformed UTF-8 encoding");
    }
  }

  final ValueType valueType() throws MalformedModule {
    int code = u8();
    if (!ValueType.isType(code)) {
      throw malformed("malformed value type");
    }
    return ValueType.of(code);
  }

  final ValueType referenceType() throws MalformedModule {
    ValueType type = valueType();
    if (!type.isReference()) {
      throw malformed("malformed reference type");
    }
    return type;
  }
}
