package org.vouchsafe.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row W04 of the catalogue: what a host says cannot drive a user's terminal. */
class PlainTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J", // clear the screen
        "\u001b]0;title\u0007", // set the title
        "\u009b31m", // the same by a C1 character
        "line\rforged", // overwrite what was printed
        "a\bb",
        "\u007f",
        "\u202egnirts", // right to left
        "\u2066",
        "zero\u200bwidth",
        "\u2028", // line separator
        "two\nlines",
        "\ud800" // half a pair
      })
  void a_control_character_never_gets_through(String hostile) {
    String plain = Plain.line(hostile);
    plain
        .codePoints()
        .forEach(
            c -> {
              assertEquals(false, Character.isISOControl(c), plain);
              assertEquals(false, Character.getType(c) == Character.FORMAT, plain);
            });
    assertEquals(true, plain.contains("?"));
  }

  @Test
  void ordinary_text_of_any_language_stays() {
    String text = "env_4k7, Zürich, 東京, 10 €, ✓ 🎉";
    assertEquals(text, Plain.line(text));
  }

  @Test
  void several_lines_keep_their_breaks_and_nothing_else() {
    assertEquals("a\n\tb?c", Plain.lines("a\n\tb\rc"));
  }

  @Property
  void no_line_has_a_control_character(@ForAll String any) {
    assertEquals(0, Plain.line(any).codePoints().filter(Character::isISOControl).count());
  }
}
