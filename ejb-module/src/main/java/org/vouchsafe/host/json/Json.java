package org.vouchsafe.host.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParserFactory;
import java.io.Reader;
import java.util.Map;

/**
 * What {@link jakarta.json.Json} gives, from a provider that was looked up once. Looking it up
 * reads every module's list of services, which takes longer than most requests do.
 */
public final class Json {
  private static final JsonProvider PROVIDER = provider();

  private Json() {}

  /** Found by the deployment's class loader, whichever thread comes first. */
  private static JsonProvider provider() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Json.class.getClassLoader());
    try {
      return JsonProvider.provider();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  public static JsonObjectBuilder createObjectBuilder() {
    return PROVIDER.createObjectBuilder();
  }

  /** With the members of {@code object}. */
  public static JsonObjectBuilder createObjectBuilder(JsonObject object) {
    return PROVIDER.createObjectBuilder(object);
  }

  public static JsonArrayBuilder createArrayBuilder() {
    return PROVIDER.createArrayBuilder();
  }

  public static JsonReader createReader(Reader from) {
    return PROVIDER.createReader(from);
  }

  static JsonParserFactory createParserFactory() {
    return PROVIDER.createParserFactory(Map.of());
  }
}
