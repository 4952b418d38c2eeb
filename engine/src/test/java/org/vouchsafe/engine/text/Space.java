package org.vouchsafe.engine.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.text.Node.Word;

/** Numbers things of one kind in the order of their declaration, and knows their names. */
final class Space {
  private final String kind;
  private final Map<String, Integer> names = new HashMap<>();
  private int count;

  Space(String kind) {
    this.kind = kind;
  }

  int declare(@Nullable String name, int line) throws TextError {
    if (name != null && names.putIfAbsent(name, count) != null) {
      throw new TextError(line, "duplicate " + kind + " " + name);
    }
    return count++;
  }

  /** Things without names. */
  void skip(int more) {
    count += more;
  }

  int count() {
    return count;
  }

  /** The number that a name or a number means; a number may be of something that is not there. */
  int resolve(Word word) throws TextError {
    if (!word.isName()) {
      return Literals.u32(word);
    }
    Integer index = names.get(word.text());
    if (index == null) {
      throw new TextError(word.line(), "unknown " + kind + " " + word.text());
    }
    return index;
  }
}
