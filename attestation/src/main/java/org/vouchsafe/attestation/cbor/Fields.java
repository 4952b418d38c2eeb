package org.vouchsafe.attestation.cbor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * Takes the fields of a map one by one. Each must be there, each is taken once, and {@link #end}
 * refuses what is left, so a structure is consumed whole or not at all.
 */
public final class Fields {
  private final SortedMap<String, Cbor> rest;
  private final String path;

  private Fields(SortedMap<String, Cbor> entries, String path) {
    this.rest = new TreeMap<>(CborEncoder.KEY_ORDER);
    this.rest.putAll(entries);
    this.path = path;
  }

  public static Fields of(Cbor value, String path) throws MalformedException {
    if (value instanceof Cbor.Map(var entries)) {
      return new Fields(entries, path);
    }
    throw new MalformedException(path, "is not a map");
  }

  public static Fields decode(Bytes input, String path, int maxBytes) throws MalformedException {
    return of(Cbor.decode(input, path, maxBytes), path);
  }

  /**
   * Takes the field {@code v}; read first, so that a later version is called that and not
   * malformed.
   *
   * @throws MalformedException with the code UNSUPPORTED_VERSION for any version but {@code known}
   */
  public void version(long known) throws MalformedException {
    if (!(any("v") instanceof Cbor.Int(long version))) {
      throw wrong("v", "is not an integer");
    }
    if (version != known) {
      throw MalformedException.unsupportedVersion(
          path, "has version " + version + ", known is " + known);
    }
  }

  /** Any value, {@link Cbor.None} among them. */
  public Cbor any(String key) throws MalformedException {
    Cbor value = rest.remove(key);
    if (value == null) {
      throw wrong(key, "is missing");
    }
    return value;
  }

  public long integer(String key, long min, long max) throws MalformedException {
    if (any(key) instanceof Cbor.Int(long value) && value >= min && value <= max) {
      return value;
    }
    throw wrong(key, "is not an integer from " + min + " to " + max);
  }

  public Bytes bytes(String key, int minSize, int maxSize) throws MalformedException {
    if (any(key) instanceof Cbor.Blob(Bytes value)
        && value.size() >= minSize
        && value.size() <= maxSize) {
      return value;
    }
    throw wrong(
        key,
        minSize == maxSize
            ? "is not " + minSize + " bytes"
            : "is not " + minSize + " to " + maxSize + " bytes");
  }

  public Bytes bytes(String key, int size) throws MalformedException {
    return bytes(key, size, size);
  }

  /**
   * @param maxSize in bytes of UTF-8
   */
  public String text(String key, int maxSize) throws MalformedException {
    if (any(key) instanceof Cbor.Text(String value) && fits(value, maxSize)) {
      return value;
    }
    throw wrong(key, "is not a text of at most " + maxSize + " bytes");
  }

  public boolean bool(String key) throws MalformedException {
    if (any(key) instanceof Cbor.Bool(boolean value)) {
      return value;
    }
    throw wrong(key, "is not true or false");
  }

  public List<Cbor> array(String key, int maxItems) throws MalformedException {
    if (any(key) instanceof Cbor.Array(List<Cbor> items) && items.size() <= maxItems) {
      return items;
    }
    throw wrong(key, "is not an array of at most " + maxItems + " items");
  }

  public List<Bytes> byteStrings(String key, int maxItems, int maxSize) throws MalformedException {
    List<Bytes> values = new ArrayList<>();
    for (Cbor item : array(key, maxItems)) {
      if (!(item instanceof Cbor.Blob(Bytes value)) || value.size() > maxSize) {
        throw wrong(key, "has an item that is not at most " + maxSize + " bytes");
      }
      values.add(value);
    }
    return List.copyOf(values);
  }

  public List<String> texts(String key, int maxItems, int maxSize) throws MalformedException {
    List<String> values = new ArrayList<>();
    for (Cbor item : array(key, maxItems)) {
      if (!(item instanceof Cbor.Text(String value)) || !fits(value, maxSize)) {
        throw wrong(key, "has an item that is not a text of at most " + maxSize + " bytes");
      }
      values.add(value);
    }
    return List.copyOf(values);
  }

  /** A map as it stands, in key order. */
  public Map<String, Cbor> map(String key, int maxEntries) throws MalformedException {
    if (any(key) instanceof Cbor.Map(var entries) && entries.size() <= maxEntries) {
      return new LinkedHashMap<>(entries);
    }
    throw wrong(key, "is not a map of at most " + maxEntries + " entries");
  }

  /**
   * A text that names one of {@code values}: the lower-case name with a hyphen for an underscore.
   */
  public <E extends Enum<E>> E choice(String key, Class<E> values) throws MalformedException {
    if (any(key) instanceof Cbor.Text(String name)) {
      for (E value : values.getEnumConstants()) {
        if (nameOf(value).equals(name)) {
          return value;
        }
      }
    }
    throw wrong(key, "is not one of the names that are defined for it");
  }

  /** The name by which {@link #choice} knows a value. */
  public static String nameOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Fields fields(String key) throws MalformedException {
    return of(any(key), path(key));
  }

  /** Empty for the spelled-out none; a missing field is still malformed. */
  public Optional<Bytes> optionalBytes(String key, int minSize, int maxSize)
      throws MalformedException {
    return isNone(key) ? Optional.empty() : Optional.of(bytes(key, minSize, maxSize));
  }

  public Optional<String> optionalText(String key, int maxSize) throws MalformedException {
    return isNone(key) ? Optional.empty() : Optional.of(text(key, maxSize));
  }

  public Optional<Fields> optionalFields(String key) throws MalformedException {
    return isNone(key) ? Optional.empty() : Optional.of(fields(key));
  }

  /** Takes the field when it is none. */
  private boolean isNone(String key) {
    return rest.get(key) instanceof Cbor.None && rest.remove(key) != null;
  }

  /** Whether the field is still there to be taken. */
  public boolean has(String key) {
    return rest.containsKey(key);
  }

  /** Takes the field if it has exactly this value. */
  public boolean take(String key, Cbor value) {
    return rest.remove(key, value);
  }

  public void end() throws MalformedException {
    if (!rest.isEmpty()) {
      throw new MalformedException(path, "has an unknown field " + rest.firstKey());
    }
  }

  /** What is read at {@code key}, for the message of a failure in it. */
  public String path(String key) {
    return path + " > " + key;
  }

  private static boolean fits(String text, int maxSize) {
    return Bytes.utf8(text).size() <= maxSize;
  }

  private MalformedException wrong(String key, String problem) {
    return new MalformedException(path(key), problem);
  }
}
