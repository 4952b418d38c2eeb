package org.vouchsafe.client.cli;

import org.vouchsafe.client.json.JsonObject;

/** Name and value, one pair to a line. */
final class Lines {
  private Lines() {}

  /** Keys that the object does not have are left out. */
  static String of(JsonObject object, String... keys) {
    int width = 0;
    for (String key : keys) {
      width = Math.max(width, key.length());
    }
    StringBuilder lines = new StringBuilder();
    for (String key : keys) {
      if (object.has(key)) {
        lines
            .append(lines.isEmpty() ? "" : "\n")
            .append(key)
            .repeat(' ', width - key.length() + 2)
            .append(Plain.line(object.shown(key)));
      }
    }
    return lines.toString();
  }
}
