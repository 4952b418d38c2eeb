package org.vouchsafe.attestation.cbor;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * The one cursor over untrusted CBOR. Depth and counts are bounded before anything is allocated.
 */
final class CborDecoder {
  /** Deeper than any format of the product, shallow enough for any stack. */
  private static final int MAX_DEPTH = 16;

  /**
   * More than any format of the product has. One byte of input may take sixty (measured) in memory,
   * so that without this a program package could claim all memory of whoever reads it.
   */
  private static final int MAX_ITEMS = 1 << 20;

  private final Bytes input;
  private final String path;
  private int at;
  private int items;

  CborDecoder(Bytes input, String path) {
    this.input = input;
    this.path = path;
  }

  Cbor decode() throws MalformedException {
    Cbor value = value(0);
    if (at != input.size()) {
      throw malformed("has " + (input.size() - at) + " bytes after its end");
    }
    return value;
  }

  private Cbor value(int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw malformed("is nested deeper than " + MAX_DEPTH);
    }
    int initial = octet();
    return switch (initial >>> 5) {
      case CborEncoder.UNSIGNED -> new Cbor.Int(argument(initial));
      case CborEncoder.NEGATIVE -> new Cbor.Int(~argument(initial));
      case CborEncoder.BLOB -> new Cbor.Blob(take(argument(initial)));
      case CborEncoder.TEXT -> new Cbor.Text(take(argument(initial)).asUtf8(path));
      case CborEncoder.ARRAY -> array(count(initial, 1), depth);
      case CborEncoder.MAP -> map(count(initial, 2), depth);
      default ->
          switch (initial) {
            case CborEncoder.FALSE -> new Cbor.Bool(false);
            case CborEncoder.TRUE -> new Cbor.Bool(true);
            case CborEncoder.NULL -> Cbor.none();
            default -> throw malformed("has a tag, a float or another type that is not allowed");
          };
    };
  }

  private Cbor array(int count, int depth) throws MalformedException {
    List<Cbor> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(value(depth + 1));
    }
    return new Cbor.Array(items);
  }

  private Cbor map(int count, int depth) throws MalformedException {
    SortedMap<String, Cbor> entries = new TreeMap<>(CborEncoder.KEY_ORDER);
    String previous = null;
    for (int i = 0; i < count; i++) {
      if (!(value(depth + 1) instanceof Cbor.Text(String key))) {
        throw malformed("has a map key that is not text");
      }
      if (previous != null && CborEncoder.KEY_ORDER.compare(previous, key) >= 0) {
        throw malformed("has map keys that are repeated or not in order");
      }
      previous = key;
      entries.put(key, value(depth + 1));
    }
    return new Cbor.Map(entries);
  }

  /**
   * Each entry is {@code minimum} items and takes at least as many bytes, so a count beyond the
   * input is refused here.
   */
  private int count(int initial, int minimum) throws MalformedException {
    long count = argument(initial);
    if (count > (input.size() - at) / minimum) {
      throw malformed("claims more items than it has bytes");
    }
    if (count * minimum > MAX_ITEMS - items) {
      throw malformed("has more than " + MAX_ITEMS + " items");
    }
    items += (int) count * minimum;
    return (int) count;
  }

  private long argument(int initial) throws MalformedException {
    int additional = initial & 0x1F;
    if (additional < 24) {
      return additional;
    }
    int width =
        switch (additional) {
          case 24 -> 1;
          case 25 -> 2;
          case 26 -> 4;
          case 27 -> 8;
          default -> throw malformed("has an indefinite or reserved length");
        };
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = value << 8 | octet();
    }
    if (value < 0) {
      throw malformed("has an integer beyond 63 bits");
    }
    long smallest = width == 1 ? 24 : 1L << (4 * width);
    if (value < smallest) {
      throw malformed("has an integer that is not in its shortest form");
    }
    return value;
  }

  private Bytes take(long length) throws MalformedException {
    if (length > input.size() - at) {
      throw malformed("ends in the middle of a value");
    }
    Bytes taken = input.slice(at, at + (int) length);
    at += (int) length;
    return taken;
  }

  private int octet() throws MalformedException {
    if (at == input.size()) {
      throw malformed("ends in the middle of a value");
    }
    return input.at(at++) & 0xFF;
  }

  private MalformedException malformed(String problem) {
    return new MalformedException(path, problem);
  }
}
