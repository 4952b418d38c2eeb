package org.vouchsafe.host.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * Takes the members of a request's JSON object one by one; {@link #end} refuses what nobody took.
 * An optional member may be missing; it may not be null, so that "absent" has one spelling.
 */
public final class JsonFields {
  private final JsonObject object;
  private final String path;
  private final Set<String> rest;

  public JsonFields(JsonObject object, String path) {
    this.object = object;
    this.path = path;
    this.rest = new HashSet<>(object.keySet());
  }

  public static JsonFields parse(Bytes input, String path) throws MalformedException {
    return new JsonFields(StrictJson.object(input, path), path);
  }

  /**
   * @param maxLength in characters
   */
  public String text(String key, int maxLength) throws MalformedException {
    return required(key, optionalText(key, maxLength));
  }

  public Optional<String> optionalText(String key, int maxLength) throws MalformedException {
    JsonValue value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonString string) || string.getString().length() > maxLength) {
      throw wrong(key, "is not a text of at most " + maxLength + " characters");
    }
    // Names end up in terminals and log lines, where a control character is an instruction.
    if (string.getString().chars().anyMatch(c -> Character.isISOControl(c) || isBidiControl(c))) {
      throw wrong(key, "has a control character");
    }
    return Optional.of(string.getString());
  }

  /**
   * A text that is not for people: every character is allowed.
   *
   * @param maxLength in characters
   */
  public String raw(String key, int maxLength) throws MalformedException {
    if (take(key) instanceof JsonString string && string.getString().length() <= maxLength) {
      return string.getString();
    }
    throw wrong(key, "is not a text of at most " + maxLength + " characters");
  }

  /** Empty when it is missing. */
  public Optional<Integer> optionalInteger(String key, int min, int max) throws MalformedException {
    return object.containsKey(key) ? Optional.of((int) integer(key, min, max)) : Optional.empty();
  }

  /** Binary: base64url without padding. */
  public Bytes bytes(String key, int maxSize) throws MalformedException {
    return required(key, optionalBytes(key, maxSize));
  }

  public Optional<Bytes> optionalBytes(String key, int maxSize) throws MalformedException {
    JsonValue value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      if (value instanceof JsonString string
          && string.getString().length() <= (maxSize * 4L + 2) / 3) {
        return Optional.of(Bytes.fromBase64Url(string.getString()));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(key, "is not base64url without padding");
    }
    throw wrong(key, "is not a base64url text of at most " + maxSize + " bytes");
  }

  /** A digest or identifier: lower-case hexadecimal. */
  public Bytes hex(String key, int maxSize) throws MalformedException {
    String text = text(key, maxSize * 2);
    if (!text.matches("([0-9a-f]{2})+")) {
      throw wrong(key, "is not lower-case hexadecimal");
    }
    return Bytes.fromHex(text);
  }

  /** A time in whole seconds, {@code 2026-11-23T10:00:00Z} (RFC 3339). */
  public Instant time(String key) throws MalformedException {
    String text = text(key, 20);
    try {
      if (text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException e) {
      throw wrong(key, "is not a time that exists");
    }
    throw wrong(key, "is not a time like 2026-11-23T10:00:00Z");
  }

  public boolean flag(String key, boolean ifAbsent) throws MalformedException {
    JsonValue value = take(key);
    if (value == null) {
      return ifAbsent;
    }
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw wrong(key, "is not true or false");
    };
  }

  public long integer(String key, long min, long max) throws MalformedException {
    if (take(key) instanceof JsonNumber number && number.isIntegral()) {
      // A number's text may be long; its exact value is asked for only when its scale is sane.
      double size = number.doubleValue();
      if (size >= min && size <= max) {
        return number.longValueExact();
      }
    }
    throw wrong(key, "is not an integer from " + min + " to " + max);
  }

  public List<String> texts(String key, int maxItems, int maxLength) throws MalformedException {
    if (!(take(key) instanceof JsonArray array) || array.size() > maxItems) {
      throw wrong(key, "is not an array of at most " + maxItems + " texts");
    }
    List<String> values = new ArrayList<>();
    for (JsonValue item : array) {
      if (!(item instanceof JsonString string) || string.getString().length() > maxLength) {
        throw wrong(key, "has an item that is not a text of at most " + maxLength + " characters");
      }
      values.add(string.getString());
    }
    return List.copyOf(values);
  }

  /** To be called when every known member was taken. */
  public void end() throws MalformedException {
    if (!rest.isEmpty()) {
      // Names only how many: a member's name is input, too.
      throw new MalformedException(path, "has " + rest.size() + " unknown member(s)");
    }
  }

  private @Nullable JsonValue take(String key) {
    rest.remove(key);
    return object.get(key);
  }

  private <T> T required(String key, Optional<T> value) throws MalformedException {
    return value.orElseThrow(() -> wrong(key, "is missing"));
  }

  private MalformedException wrong(String key, String problem) {
    return new MalformedException(path + " > " + key, problem);
  }

  private static boolean isBidiControl(int c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  }
}
