package org.vouchsafe.attestation.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vouchsafe.attestation.Bytes;

final class CborEncoder {
  /** RFC 8949 §4.2.1: bytewise order of the encoded keys; the head makes shorter keys first. */
  static final Comparator<String> KEY_ORDER =
      Comparator.comparingInt(CborEncoder::utf8Size).thenComparing(CborEncoder::compareCodePoints);

  /** From here on a blob is not copied before the whole is put together. */
  private static final int LARGE = 4096;

  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BLOB = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int FALSE = 0xF4;
  static final int TRUE = 0xF5;
  static final int NULL = 0xF6;

  private final List<Bytes> finished = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborEncoder() {}

  static Bytes encode(Cbor value) {
    CborEncoder encoder = new CborEncoder();
    encoder.write(value);
    encoder.flush();
    return Bytes.concat(encoder.finished.toArray(Bytes[]::new));
  }

  private void flush() {
    finished.add(Bytes.copyOf(out.toByteArray()));
    out.reset();
  }

  private static int utf8Size(String text) {
    int size = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      // Each half of a surrogate pair stands for two of the pair's four bytes.
      size += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }
    return size;
  }

  /** The order of code points is that of their UTF-8, and not that of their UTF-16. */
  private static int compareCodePoints(String left, String right) {
    int end = Math.min(left.length(), right.length());
    for (int i = 0; i < end; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    // Only for texts whose UTF-8 has the same size: neither is a mere beginning of the other.
    return 0;
  }

  private void write(Cbor value) {
    switch (value) {
      case Cbor.Int(long number) ->
          head(number < 0 ? NEGATIVE : UNSIGNED, number < 0 ? ~number : number);
      case Cbor.Blob(Bytes bytes) -> {
        head(BLOB, bytes.size());
        blob(bytes);
      }
      case Cbor.Text(String text) -> text(text);
      case Cbor.Bool(boolean bool) -> out.write(bool ? TRUE : FALSE);
      case Cbor.None() -> out.write(NULL);
      case Cbor.Array(var items) -> {
        head(ARRAY, items.size());
        items.forEach(this::write);
      }
      case Cbor.Map(var entries) -> {
        head(MAP, entries.size());
        entries.forEach(
            (key, item) -> {
              text(key);
              write(item);
            });
      }
    }
  }

  private void blob(Bytes bytes) {
    if (bytes.size() < LARGE) {
      out.writeBytes(bytes.toArray());
    } else {
      flush();
      finished.add(bytes);
    }
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    out.writeBytes(utf8);
  }

  private void head(int major, long argument) {
    int top = major << 5;
    if (argument < 24) {
      out.write(top | (int) argument);
    } else if (argument < 1L << 8) {
      out.write(top | 24);
      bigEndian(argument, 1);
    } else if (argument < 1L << 16) {
      out.write(top | 25);
      bigEndian(argument, 2);
    } else if (argument < 1L << 32) {
      out.write(top | 26);
      bigEndian(argument, 4);
    } else {
      out.write(top | 27);
      bigEndian(argument, 8);
    }
  }

  private void bigEndian(long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
  }
}
