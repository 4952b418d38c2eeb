package org.vouchsafe.client.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * A JSON object. Members that nobody asks for are ignored, because a newer service may say more;
 * those that are asked for must be there and have the type that is asked for.
 */
public final class JsonObject {
  private final Map<String, Object> members;
  private final String path;

  JsonObject(Map<String, Object> members, String path) {
    this.members = Collections.unmodifiableMap(members);
    this.path = path;
  }

  /**
   * @param path what is being read, for the error message
   * @throws MalformedException when {@code text} is not exactly one object, has a member twice, or
   *     is deeper than 32 levels
   */
  public static JsonObject parse(byte[] text, String path) throws MalformedException {
    if (Json.parse(text, path) instanceof JsonObject object) {
      return object;
    }
    throw new MalformedException(path, "is not a JSON object");
  }

  public static JsonObject parse(String text, String path) throws MalformedException {
    return parse(text.getBytes(StandardCharsets.UTF_8), path);
  }

  public static Builder build() {
    return new Builder();
  }

  Map<String, Object> members() {
    return members;
  }

  public boolean has(String key) {
    return members.containsKey(key);
  }

  public String text(String key) throws MalformedException {
    return optionalText(key).orElseThrow(() -> wrong(key, "is missing or not a text"));
  }

  /** Empty when the member is absent, null, or not a text. */
  public Optional<String> optionalText(String key) {
    return members.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public long integer(String key) throws MalformedException {
    if (members.get(key) instanceof Long number) {
      return number;
    }
    throw wrong(key, "is missing or not an integer");
  }

  public boolean bool(String key) throws MalformedException {
    if (members.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "is missing or not true or false");
  }

  /** Bytes written as base64url without padding. */
  public Bytes bytes(String key) throws MalformedException {
    try {
      return Bytes.fromBase64Url(text(key));
    } catch (IllegalArgumentException e) {
      throw wrong(key, "is not base64url");
    }
  }

  public JsonObject object(String key) throws MalformedException {
    return optionalObject(key).orElseThrow(() -> wrong(key, "is missing or not an object"));
  }

  public Optional<JsonObject> optionalObject(String key) {
    return members.get(key) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  public List<JsonObject> objects(String key) throws MalformedException {
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : items(key)) {
      if (!(item instanceof JsonObject object)) {
        throw wrong(key, "has an item that is not an object");
      }
      objects.add(object);
    }
    return List.copyOf(objects);
  }

  public List<String> texts(String key) throws MalformedException {
    List<String> texts = new ArrayList<>();
    for (Object item : items(key)) {
      if (!(item instanceof String text)) {
        throw wrong(key, "has an item that is not a text");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private List<?> items(String key) throws MalformedException {
    if (members.get(key) instanceof List<?> items) {
      return items;
    }
    throw wrong(key, "is missing or not an array");
  }

  /** A member as it would be printed in a table; empty when absent. */
  public String shown(String key) {
    Object value = members.get(key);
    return value == null ? "" : value.toString();
  }

  public String compact() {
    return Json.write(this, false);
  }

  public String pretty() {
    return Json.write(this, true);
  }

  @Override
  public String toString() {
    return compact();
  }

  private MalformedException wrong(String key, String problem) {
    return new MalformedException(path + " > " + key, problem);
  }

  /** Members in the order in which they are put. */
  public static final class Builder {
    private final Map<String, Object> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String key, String value) {
      return set(key, value);
    }

    public Builder put(String key, long value) {
      return set(key, value);
    }

    public Builder put(String key, boolean value) {
      return set(key, value);
    }

    /** As base64url. */
    public Builder put(String key, Bytes value) {
      return set(key, value.base64Url());
    }

    public Builder put(String key, JsonObject value) {
      return set(key, value);
    }

    /** A list of texts or objects. */
    public Builder put(String key, List<?> values) {
      return set(key, List.copyOf(values));
    }

    public Builder put(String key, Optional<String> value) {
      value.ifPresent(present -> set(key, present));
      return this;
    }

    /** All members of {@code object}, after those that are there. */
    public Builder putAll(JsonObject object) {
      members.putAll(object.members);
      return this;
    }

    private Builder set(String key, Object value) {
      members.put(key, value);
      return this;
    }

    public JsonObject done() {
      return new JsonObject(new LinkedHashMap<>(members), "json");
    }
  }
}
