package org.vouchsafe.attestation.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.vouchsafe.attestation.Bytes;

final class CborEncoder {
  /** RFC 8949 §4.2.1: bytewise order of the encoded keys; the head makes shorter keys first. */
  static final Comparator<String> KEY_ORDER =
      (a, b) -> {
        byte[] left = a.getBytes(StandardCharsets.UTF_8);
        byte[] right = b.getBytes(StandardCharsets.UTF_8);
        return left.length != right.length
            ? Integer.compare(left.length, right.length)
            : Arrays.compareUnsigned(left, right);
      };

  static final int UNSIGNED = 0;
  static final int NEGATIVE = 1;
  static final int BLOB = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int FALSE = 0xF4;
  static final int TRUE = 0xF5;
  static final int NULL = 0xF6;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private CborEncoder() {}

  static Bytes encode(Cbor value) {
    CborEncoder encoder = new CborEncoder();
    encoder.write(value);
    return Bytes.copyOf(encoder.out.toByteArray());
  }

  private void write(Cbor value) {
    switch (value) {
      case Cbor.Int(long number) ->
          head(number < 0 ? NEGATIVE : UNSIGNED, number < 0 ? ~number : number);
      case Cbor.Blob(Bytes bytes) -> {
        head(BLOB, bytes.size());
        out.writeBytes(bytes.toArray());
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
