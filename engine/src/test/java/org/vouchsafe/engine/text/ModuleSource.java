package org.vouchsafe.engine.text;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.text.Node.Group;

/** A module as a script has it: as text, as binary, or as text in quotes. */
final class ModuleSource {
  private ModuleSource() {}

  static @Nullable String name(Group module) {
    return NodeCursor.inside(module).name();
  }

  /**
   * @param in behind the word {@code module}
   */
  static byte[] binary(NodeCursor in) throws TextError {
    in.name();
    if (in.skip("binary")) {
      byte[] bytes = in.texts();
      in.end();
      return bytes;
    }
    if (in.skip("quote")) {
      byte[] source = in.texts();
      in.end();
      return ModuleText.translate(source, in.line());
    }
    return ModuleText.translate(in);
  }
}
