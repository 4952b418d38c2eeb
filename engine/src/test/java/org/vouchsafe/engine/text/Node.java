package org.vouchsafe.engine.text;

import java.util.List;

/** What the text consists of; {@code line} is where it begins, counted from one. */
sealed interface Node {
  int line();

  /** A keyword, a number, or a name with its dollar sign. */
  record Word(String text, int line) implements Node {
    boolean isName() {
      return text.startsWith("$");
    }
  }

  /** A string, its escapes resolved. */
  record Text(byte[] bytes, int line) implements Node {}

  /** What stands in parentheses. */
  record Group(List<Node> nodes, int line) implements Node {
    /** Whether it begins with this word. */
    boolean is(String head) {
      return head.equals(head());
    }

    /** The word that it begins with; empty if there is none. */
    String head() {
      return !nodes.isEmpty() && nodes.get(0) instanceof Word word ? word.text() : "";
    }
  }
}
