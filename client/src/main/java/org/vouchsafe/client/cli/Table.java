package org.vouchsafe.client.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vouchsafe.client.json.JsonObject;

/** Columns of text, wide enough for what is in them. */
final class Table {
  private static final int WIDEST = 64;

  private Table() {}

  static void print(List<JsonObject> items, String[] columns, PrintStream out) {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>();
    for (String column : columns) {
      head.add(column.toUpperCase(Locale.ROOT));
    }
    rows.add(head);
    for (JsonObject item : items) {
      List<String> row = new ArrayList<>();
      for (String column : columns) {
        row.add(Plain.line(item.shown(column)));
      }
      rows.add(row);
    }
    int[] widths = new int[columns.length];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.min(WIDEST, Math.max(widths[i], row.get(i).length()));
      }
    }
    for (List<String> row : rows) {
      out.println(line(row, widths));
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).repeat(' ', Math.max(0, widths[i] - row.get(i).length()) + 2);
    }
    return line.toString().stripTrailing();
  }
}
