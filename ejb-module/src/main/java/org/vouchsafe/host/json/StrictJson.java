package org.vouchsafe.host.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * Reads a JSON object (RFC 8259) the way a signature-minded reader must: UTF-8 that is well formed,
 * exactly one object and nothing after it, no member twice, nesting and number of values bounded.
 * Two readers that disagree about a duplicate member are how checks are walked around.
 */
public final class StrictJson {
  private static final JsonParserFactory PARSERS = Json.createParserFactory();

  /** No request of this API nests deeper than three; the rest is room for later fields. */
  private static final int MAX_DEPTH = 12;

  private static final int MAX_VALUES = 4096;

  private final JsonParser parser;
  private final String path;
  private int values;

  private StrictJson(JsonParser parser, String path) {
    this.parser = parser;
    this.path = path;
  }

  /**
   * @param path what is being read, for the error message
   * @throws MalformedException for anything but one strict JSON object
   */
  public static JsonObject object(Bytes input, String path) throws MalformedException {
    try (JsonParser parser = PARSERS.createParser(new StringReader(input.asUtf8(path)))) {
      if (!parser.hasNext() || parser.next() != Event.START_OBJECT) {
        throw new MalformedException(path, "is not a JSON object");
      }
      JsonObject object = new StrictJson(parser, path).members(1);
      // hasNext() is what reads on: it throws for anything but white space.
      if (parser.hasNext()) {
        throw new MalformedException(path, "has something after the object");
      }
      return object;
    } catch (JsonException | NoSuchElementException | IllegalStateException e) {
      // The parser's message may quote the input, which may hold a password.
      throw new MalformedException(path, "is not well-formed JSON");
    }
  }

  private JsonObject members(int depth) throws MalformedException {
    JsonObjectBuilder object = Json.createObjectBuilder();
    Set<String> seen = new HashSet<>();
    while (parser.next() == Event.KEY_NAME) {
      String key = parser.getString();
      if (!seen.add(key)) {
        throw new MalformedException(path, "has a member twice");
      }
      object.add(key, value(parser.next(), depth));
    }
    return object.build();
  }

  private JsonValue items(int depth) throws MalformedException {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(value(event, depth));
    }
    return array.build();
  }

  private JsonValue value(Event event, int depth) throws MalformedException {
    if (++values > MAX_VALUES) {
      throw new MalformedException(path, "has more than " + MAX_VALUES + " values");
    }
    // Checked before the recursion, so that the input cannot choose the stack's depth.
    if (depth >= MAX_DEPTH && (event == Event.START_OBJECT || event == Event.START_ARRAY)) {
      throw new MalformedException(path, "nests deeper than " + MAX_DEPTH);
    }
    return switch (event) {
      case START_OBJECT -> members(depth + 1);
      case START_ARRAY -> items(depth + 1);
      case VALUE_STRING, VALUE_NUMBER -> parser.getValue();
      case VALUE_TRUE -> JsonValue.TRUE;
      case VALUE_FALSE -> JsonValue.FALSE;
      case VALUE_NULL -> JsonValue.NULL;
      case KEY_NAME, END_OBJECT, END_ARRAY ->
          throw new MalformedException(path, "is not well-formed JSON");
    };
  }
}
