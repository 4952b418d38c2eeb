package org.vouchsafe.attestation.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;

class FieldsTest {
  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static Fields fields(Cbor.MapBuilder map) throws MalformedException {
    return Fields.decode(map.encode(), "thing", 1000);
  }

  private static void refused(String message, Executable reading) {
    assertEquals(message, assertThrows(MalformedException.class, reading).getMessage());
  }

  @Test
  void aStructureIsConsumedWholeOrNotAtAll() throws MalformedException {
    Fields fields = fields(Cbor.map().put("a", 1).put("b", 2));
    assertEquals(1, fields.integer("a", 0, 9));
    refused("thing: has an unknown field b", fields::end);
    assertEquals(2, fields.integer("b", 0, 9));
    fields.end();
    refused("thing > a: is missing", () -> fields.integer("a", 0, 9));
  }

  @Test
  void aFieldOfAnotherTypeOrSizeIsMalformed() throws MalformedException {
    Fields f = fields(Cbor.map().put("i", 5).put("t", "abc").put("b", Bytes.of(1, 2)));
    refused("thing > i: is not an integer from 6 to 9", () -> f.integer("i", 6, 9));
    refused("thing > t: is not a text of at most 2 bytes", () -> f.text("t", 2));
    refused("thing > b: is not 3 bytes", () -> f.bytes("b", 3));
    Fields g = fields(Cbor.map().put("i", 5).put("t", "abc").put("b", Bytes.of(1, 2)));
    refused("thing > i: is not true or false", () -> g.bool("i"));
    refused("thing > t: is not 0 to 9 bytes", () -> g.bytes("t", 0, 9));
    refused("thing > b: is not a map", () -> g.fields("b"));
    refused("thing: is not a map", () -> Fields.of(Cbor.of(1), "thing"));
  }

  @Test
  void aVersionThatIsNotKnownIsCalledThat() throws MalformedException {
    fields(Cbor.map().put("v", 1)).version(1);
    MalformedException later =
        assertThrows(
            MalformedException.class, () -> fields(Cbor.map().put("v", 2).put("n", 1)).version(1));
    assertSame(Code.UNSUPPORTED_VERSION, later.code());
    MalformedException text =
        assertThrows(MalformedException.class, () -> fields(Cbor.map().put("v", "1")).version(1));
    assertSame(Code.MALFORMED, text.code());
  }

  @Test
  void noneIsSpelledOutAndNotTheSameAsMissing() throws MalformedException {
    Fields fields = fields(Cbor.map().put("a", Cbor.none()).put("b", Bytes.of(1)));
    assertEquals(Optional.empty(), fields.optionalBytes("a", 1, 1));
    assertEquals(Optional.of(Bytes.of(1)), fields.optionalBytes("b", 1, 1));
    refused("thing > c: is missing", () -> fields.optionalBytes("c", 1, 1));
    refused("thing > c: is missing", () -> fields.optionalText("c", 1));
    refused("thing > c: is missing", () -> fields.optionalFields("c"));
    fields.end();
  }

  @Test
  void aChoiceIsOneOfTheNames() throws MalformedException {
    assertSame(
        Colour.DARK_BLUE, fields(Cbor.map().put("c", "dark-blue")).choice("c", Colour.class));
    for (String bad : List.of("DARK_BLUE", "dark_blue", "green", "")) {
      assertThrows(
          MalformedException.class,
          () -> fields(Cbor.map().put("c", bad)).choice("c", Colour.class));
    }
    assertEquals("red", Fields.nameOf(Colour.RED));
  }

  @Test
  void listsAreBoundedInLengthAndInTheirItems() throws MalformedException {
    Cbor list = Cbor.array(List.of(Cbor.of("ab"), Cbor.of("c")));
    assertEquals(List.of("ab", "c"), fields(Cbor.map().put("l", list)).texts("l", 2, 2));
    refused(
        "thing > l: is not an array of at most 1 items",
        () -> fields(Cbor.map().put("l", list)).texts("l", 1, 2));
    refused(
        "thing > l: has an item that is not a text of at most 1 bytes",
        () -> fields(Cbor.map().put("l", list)).texts("l", 2, 1));
    refused(
        "thing > l: has an item that is not at most 9 bytes",
        () -> fields(Cbor.map().put("l", list)).byteStrings("l", 2, 9));
    Cbor one = Cbor.map().put("a", 1).build();
    assertEquals(1, fields(Cbor.map().put("m", one)).map("m", 1).size());
    refused(
        "thing > m: is not a map of at most 0 entries",
        () -> fields(Cbor.map().put("m", one)).map("m", 0));
  }

  @Test
  void takingAValueTakesThatValueOnly() throws MalformedException {
    Fields fields = fields(Cbor.map().put("a", "x"));
    assertFalse(fields.take("a", Cbor.of("y")));
    assertTrue(fields.has("a"));
    assertTrue(fields.take("a", Cbor.of("x")));
    assertFalse(fields.has("a"));
  }
}
