package org.vouchsafe.engine.text;

import java.nio.charset.StandardCharsets;

/** Modules that tests have as text. */
public final class Wat {
  private Wat() {}

  /** The binary form of a module's text. */
  public static byte[] binary(String text) {
    try {
      return ModuleText.translate(text.getBytes(StandardCharsets.UTF_8), 1);
    } catch (TextError e) {
      throw new IllegalArgumentException(e);
    }
  }
}
