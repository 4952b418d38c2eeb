package org.vouchsafe.client.service;

import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One event of a {@code text/event-stream} (WHATWG HTML, "Server-sent events").
 *
 * @param id empty when there is none
 * @param type {@code message} when the stream names none
 */
public record ServerEvent(String id, String type, String data) {
  private static final int MAX_DATA = 1 << 20;

  static void read(Stream<String> lines, Consumer<ServerEvent> consumer) {
    Partial partial = new Partial();
    lines.forEach(line -> partial.line(line, consumer));
  }

  /** What has arrived of the next event. */
  private static final class Partial {
    private String id = "";
    private String type = "message";
    private final StringBuilder data = new StringBuilder();

    void line(String line, Consumer<ServerEvent> consumer) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          consumer.accept(new ServerEvent(id, type, data.toString()));
        }
        type = "message";
        data.setLength(0);
        return;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "id" -> id = value;
        case "event" -> type = value;
        case "data" -> append(value);
        default -> {
          // comments (":") and fields of later versions are to be ignored
        }
      }
    }

    private void append(String value) {
      if (data.length() + value.length() > MAX_DATA) {
        return; // an event that large is not one of ours
      }
      if (!data.isEmpty()) {
        data.append('\n');
      }
      data.append(value);
    }
  }
}
