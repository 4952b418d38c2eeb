package org.vouchsafe.engine.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.vouchsafe.engine.text.Node.Group;
import org.vouchsafe.engine.text.Node.Text;
import org.vouchsafe.engine.text.Node.Word;

/** Finds words, strings and parentheses (specification 2.0, 6.3). */
final class Lexer {
  private static final String PUNCTUATION = "\",;()[]{}";

  private final byte[] source;
  private int at;
  private int line;

  private Lexer(byte[] source, int line) {
    this.source = source;
    this.line = line;
  }

  /**
   * All that stands at the outermost level.
   *
   * @param line the number of the first line
   */
  static List<Node> read(byte[] source, int line) throws TextError {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(source));
    } catch (CharacterCodingException e) {
      throw new TextError(line, "malformed UTF-8 encoding");
    }
    return new Lexer(source, line).read();
  }

  private List<Node> read() throws TextError {
    Deque<Group> open = new ArrayDeque<>();
    Group current = new Group(new ArrayList<>(), line);
    while (skipSpace()) {
      int c = source[at];
      if (c == '(') {
        at++;
        open.push(current);
        current = new Group(new ArrayList<>(), line);
      } else if (c == ')') {
        at++;
        if (open.isEmpty()) {
          throw error("unexpected closing parenthesis");
        }
        Group inner = current;
        current = open.pop();
        current.nodes().add(inner);
      } else {
        current.nodes().add(c == '"' ? text() : word());
        checkSeparation();
      }
    }
    if (!open.isEmpty()) {
      throw new TextError(current.line(), "parenthesis is never closed");
    }
    return current.nodes();
  }

  /** Tokens that are not parentheses need something between them. */
  private void checkSeparation() throws TextError {
    if (at < source.length && !isSpace(source[at]) && source[at] != '(' && source[at] != ')') {
      if (!startsWith(";;")) {
        throw error("unknown operator: nothing separates two tokens");
      }
    }
  }

  /** False at the end of the source. */
  private boolean skipSpace() throws TextError {
    while (at < source.length) {
      if (startsWith(";;")) {
        while (at < source.length && source[at] != '\n' && source[at] != '\r') {
          at++;
        }
      } else if (startsWith("(;")) {
        skipComment();
      } else if (isSpace(source[at])) {
        step();
      } else {
        return true;
      }
    }
    return false;
  }

  private void skipComment() throws TextError {
    int begin = line;
    int depth = 0;
    do {
      if (at >= source.length) {
        throw new TextError(begin, "comment is never closed");
      }
      if (startsWith("(;")) {
        depth++;
        at += 2;
      } else if (startsWith(";)")) {
        depth--;
        at += 2;
      } else {
        step();
      }
    } while (depth > 0);
  }

  private void step() {
    if (source[at++] == '\n') {
      line++;
    }
  }

  private boolean startsWith(String mark) {
    return at + 1 < source.length
        && source[at] == mark.charAt(0)
        && source[at + 1] == mark.charAt(1);
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private Word word() throws TextError {
    int start = at;
    while (at < source.length
        && source[at] > ' '
        && source[at] < 0x7F
        && PUNCTUATION.indexOf(source[at]) < 0) {
      at++;
    }
    String text = new String(source, start, at - start, StandardCharsets.US_ASCII);
    if (text.isEmpty() || text.equals("$")) {
      throw error("unexpected character");
    }
    return new Word(text, line);
  }

  private Text text() throws TextError {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    at++;
    while (true) {
      int c = next() & 0xFF;
      if (c == '"') {
        return new Text(bytes.toByteArray(), line);
      }
      if (c < ' ' || c == 0x7F) {
        throw error("control character in a string");
      }
      if (c == '\\') {
        escape(bytes);
      } else {
        bytes.write(c);
      }
    }
  }

  private void escape(ByteArrayOutputStream bytes) throws TextError {
    int c = next();
    switch (c) {
      case 't' -> bytes.write('\t');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case '"', '\'', '\\' -> bytes.write(c);
      case 'u' -> bytes.writeBytes(unicode().getBytes(StandardCharsets.UTF_8));
      default -> bytes.write(digit(c) << 4 | digit(next()));
    }
  }

  private String unicode() throws TextError {
    if (next() != '{') {
      throw error("illegal escape");
    }
    int point = digit(next());
    int c = next();
    while (c != '}') {
      if (c == '_') {
        c = next();
      }
      point = point << 4 | digit(c);
      if (point > Character.MAX_CODE_POINT) {
        throw error("illegal escape: no such character");
      }
      c = next();
    }
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw error("illegal escape: half of a character");
    }
    return Character.toString(point);
  }

  private int digit(int c) throws TextError {
    int digit = Character.digit(c, 16);
    if (digit < 0) {
      throw error("illegal escape");
    }
    return digit;
  }

  private int next() throws TextError {
    if (at >= source.length || source[at] == '\n') {
      throw error("string is never closed");
    }
    return source[at++];
  }

  private TextError error(String reason) {
    return new TextError(line, reason);
  }
}
