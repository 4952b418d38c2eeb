package org.vouchsafe.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.text.Node.Group;
import org.vouchsafe.engine.text.Node.Text;
import org.vouchsafe.engine.text.Node.Word;

/** Takes one node after the other from a group; what is not expected is an error. */
final class NodeCursor {
  private final List<Node> nodes;
  private int at;
  private int line;

  NodeCursor(List<Node> nodes, int line) {
    this.nodes = nodes;
    this.line = line;
  }

  /** Behind the word that the group begins with. */
  static NodeCursor inside(Group group) {
    NodeCursor cursor = new NodeCursor(group.nodes(), group.line());
    cursor.at = 1;
    return cursor;
  }

  boolean atEnd() {
    return at == nodes.size();
  }

  private @Nullable Node peek() {
    return atEnd() ? null : nodes.get(at);
  }

  private void advance() {
    line = nodes.get(at++).line();
  }

  Node next() throws TextError {
    if (atEnd()) {
      throw error("unexpected end");
    }
    Node node = nodes.get(at);
    advance();
    return node;
  }

  boolean atGroup() {
    return peek() instanceof Group;
  }

  boolean atGroup(String head) {
    return peek() instanceof Group group && group.is(head);
  }

  boolean atText() {
    return peek() instanceof Text;
  }

  boolean atWord(String text) {
    return peek() instanceof Word word && word.text().equals(text);
  }

  /** Whether a name or an unsigned number comes. */
  boolean atIndex() {
    return peek() instanceof Word word
        && (word.isName() || Character.isDigit(word.text().charAt(0)));
  }

  boolean skip(String text) {
    boolean there = atWord(text);
    if (there) {
      advance();
    }
    return there;
  }

  /** A name with its dollar sign, if one comes. */
  @Nullable String name() {
    if (peek() instanceof Word word && word.isName()) {
      advance();
      return word.text();
    }
    return null;
  }

  /** The rest of a word that begins so, if it comes. */
  @Nullable String option(String prefix) {
    if (peek() instanceof Word word && word.text().startsWith(prefix)) {
      advance();
      return word.text().substring(prefix.length());
    }
    return null;
  }

  Word word() throws TextError {
    if (next() instanceof Word word) {
      return word;
    }
    throw error("unexpected token: expected a word");
  }

  byte[] text() throws TextError {
    if (next() instanceof Text text) {
      return text.bytes();
    }
    throw error("unexpected token: expected a string");
  }

  /** All strings that come, as one. */
  byte[] texts() throws TextError {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (atText()) {
      bytes.writeBytes(text());
    }
    return bytes.toByteArray();
  }

  String string() throws TextError {
    return new String(text(), StandardCharsets.UTF_8);
  }

  Group group() throws TextError {
    if (next() instanceof Group group) {
      return group;
    }
    throw error("unexpected token: expected a parenthesis");
  }

  NodeCursor enter(String head) throws TextError {
    Group group = group();
    if (!group.is(head)) {
      throw error("unexpected token: expected (" + head);
    }
    return inside(group);
  }

  void end() throws TextError {
    if (!atEnd()) {
      next();
      throw error("unexpected token");
    }
  }

  int line() {
    return line;
  }

  TextError error(String reason) {
    return new TextError(line, reason);
  }
}
