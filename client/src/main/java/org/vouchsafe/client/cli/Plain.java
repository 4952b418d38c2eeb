package org.vouchsafe.client.cli;

/**
 * Text from elsewhere, made safe for a terminal: no escape sequence, no carriage return and no
 * invisible character can hide or forge a line (CVE-2003-0063 and its many successors).
 */
final class Plain {
  private Plain() {}

  /** One line: every control and format character is replaced by {@code ?}, newlines too. */
  static String line(String text) {
    return clean(text, false);
  }

  /** Several lines: newlines and tabs stay. */
  static String lines(String text) {
    return clean(text, true);
  }

  private static String clean(String text, boolean keepLines) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> isPlain(c) || (keepLines && (c == '\n' || c == '\t')) ? c : '?')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      // C0, DEL and C1; bidirectional overrides and zero-width marks; line separators; halves of
      // pairs; and what a terminal may take for an extension of its own
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
