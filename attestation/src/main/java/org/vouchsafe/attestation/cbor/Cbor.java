package org.vouchsafe.attestation.cbor;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** A CBOR value. {@code decode(encode(v))} is {@code v}, and {@code encode(decode(b))} is b. */
public sealed interface Cbor {
  /** A signed integer of 64 bits (CBOR's own range is wider; the rest is refused). */
  record Int(long value) implements Cbor {}

  record Blob(Bytes value) implements Cbor {}

  /** Well-formed text: half a surrogate pair has no encoding, and is refused. */
  record Text(String value) implements Cbor {
    public Text {
      for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
        if (Character.getType(value.codePointAt(i)) == Character.SURROGATE) {
          throw new IllegalArgumentException("text with half a surrogate pair");
        }
      }
    }
  }

  record Bool(boolean value) implements Cbor {}

  /** CBOR null: the spelled-out "none". */
  record None() implements Cbor {}

  record Array(List<Cbor> items) implements Cbor {
    public Array {
      items = List.copyOf(items);
    }
  }

  /** Keys in the order of their encodings: shorter first, then bytewise. */
  record Map(SortedMap<String, Cbor> entries) implements Cbor {
    public Map {
      TreeMap<String, Cbor> sorted = new TreeMap<>(CborEncoder.KEY_ORDER);
      sorted.putAll(entries);
      entries = java.util.Collections.unmodifiableSortedMap(sorted);
    }
  }

  static Cbor none() {
    return new None();
  }

  static Cbor of(long value) {
    return new Int(value);
  }

  static Cbor of(Bytes value) {
    return new Blob(value);
  }

  static Cbor of(String value) {
    return new Text(value);
  }

  static Cbor of(boolean value) {
    return new Bool(value);
  }

  static Cbor array(List<? extends Cbor> items) {
    return new Array(List.copyOf(items));
  }

  /** A map under construction; setting a key twice is a programming error. */
  static MapBuilder map() {
    return new MapBuilder();
  }

  default Bytes encode() {
    return CborEncoder.encode(this);
  }

  /**
   * Reads exactly one value that fills {@code input}.
   *
   * @param path what is being read, for the error message
   * @param maxBytes refuses larger input before it reads any of it
   * @throws MalformedException for anything but the deterministic encoding of a value
   */
  static Cbor decode(Bytes input, String path, int maxBytes) throws MalformedException {
    if (input.size() > maxBytes) {
      throw MalformedException.tooLarge(path, input.size(), maxBytes);
    }
    return new CborDecoder(input, path).decode();
  }

  /** Builds a {@link Map}. */
  final class MapBuilder {
    private final TreeMap<String, Cbor> entries = new TreeMap<>(CborEncoder.KEY_ORDER);

    private MapBuilder() {}

    public MapBuilder put(String key, Cbor value) {
      if (entries.put(key, value) != null) {
        throw new IllegalStateException("key set twice: " + key);
      }
      return this;
    }

    public MapBuilder put(String key, long value) {
      return put(key, Cbor.of(value));
    }

    public MapBuilder put(String key, String value) {
      return put(key, Cbor.of(value));
    }

    public MapBuilder put(String key, Bytes value) {
      return put(key, Cbor.of(value));
    }

    public Map build() {
      return new Map(entries);
    }

    public Bytes encode() {
      return build().encode();
    }
  }
}
