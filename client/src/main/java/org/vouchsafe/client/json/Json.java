package org.vouchsafe.client.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** Reads and writes trees of {@link JsonObject}, List, String, Long, Double and Boolean. */
final class Json {
  private static final int MAX_DEPTH = 32;

  /**
   * Evidence with its endorsements is some 100 KiB; nothing the service says is larger than this.
   */
  private static final int MAX_TEXT = 16 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(1024)
                  .maxNumberLength(32)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // What is printed may go to a terminal, and comes from others in part.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private Json() {}

  static Object parse(byte[] text, String path) throws MalformedException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new MalformedException(path, "is empty");
      }
      Object value = value(parser, path);
      if (value == null || parser.nextToken() != null) {
        throw new MalformedException(path, "is not one JSON value");
      }
      return value;
    } catch (IOException e) {
      // The parser's own message quotes the input.
      throw new MalformedException(path, "is not well-formed JSON");
    }
  }

  private static @Nullable Object value(JsonParser parser, String path)
      throws IOException, MalformedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, path);
      case START_ARRAY -> array(parser, path);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new MalformedException(path, "is not well-formed JSON");
    };
  }

  /** A member that is null counts as absent. */
  private static JsonObject object(JsonParser parser, String path)
      throws IOException, MalformedException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser, path + " > " + name);
      if (value != null) {
        members.put(name, value);
      }
    }
    return new JsonObject(members, path);
  }

  private static List<Object> array(JsonParser parser, String path)
      throws IOException, MalformedException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser, path);
      if (value == null) {
        throw new MalformedException(path, "has a null in an array");
      }
      items.add(value);
    }
    return List.copyOf(items);
  }

  static String write(Object value, boolean pretty) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      if (pretty) {
        out.setPrettyPrinter(new DefaultPrettyPrinter());
      }
      write(value, out);
    } catch (IOException e) {
      throw new AssertionError("a string writer does not fail", e);
    }
    return text.toString();
  }

  private static void write(Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case JsonObject object -> {
        out.writeStartObject();
        for (var member : object.members().entrySet()) {
          out.writeFieldName(member.getKey());
          write(member.getValue(), out);
        }
        out.writeEndObject();
      }
      case List<?> items -> {
        out.writeStartArray();
        for (Object item : items) {
          write(item, out);
        }
        out.writeEndArray();
      }
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Bytes bytes -> out.writeString(bytes.base64Url());
      default -> out.writeString(value.toString());
    }
  }
}
