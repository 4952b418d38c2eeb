package org.vouchsafe.host.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

final class StrictJsonTest {
  @Test
  void readsAnObjectMemberByMember() throws Exception {
    JsonFields fields =
        parse("{\"name\":\"a\",\"pool\":true,\"n\":3,\"m1\":\"AQID\",\"roles\":[\"client\"]}");
    assertEquals("a", fields.text("name", 10));
    assertTrue(fields.flag("pool", false));
    assertEquals(3, fields.integer("n", 0, 10));
    assertEquals(Bytes.of(1, 2, 3), fields.bytes("m1", 3));
    assertEquals(List.of("client"), fields.texts("roles", 3, 10));
    assertTrue(fields.optionalText("absent", 3).isEmpty());
    fields.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1} x",
        "{\"a\":1}{}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":\"\n\"}",
        "{\"a\":tru}",
        "// c\n{}"
      })
  void refusesWhatIsNotOneStrictObject(String text) {
    assertThrows(MalformedException.class, () -> parse(text));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    Bytes input = Bytes.concat(Bytes.utf8("{\"a\":\""), Bytes.of(0xC0, 0xAF), Bytes.utf8("\"}"));
    assertThrows(MalformedException.class, () -> JsonFields.parse(input, "request"));
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() {
    assertThrows(
        MalformedException.class, () -> parse("{\"a\":" + "[".repeat(100_000) + "]".repeat(9)));
    assertThrows(MalformedException.class, () -> parse("{\"a\":".repeat(100_000)));
  }

  @Test
  void refusesMoreValuesThanAnyRequestHas() {
    assertThrows(MalformedException.class, () -> parse("{\"a\":[" + "1,".repeat(5000) + "1]}"));
  }

  @Test
  void refusesUnknownMembersAndDoesNotRepeatTheirNames() throws Exception {
    JsonFields fields = parse("{\"name\":\"a\",\"s3cret\":1}");
    fields.text("name", 10);
    MalformedException e = assertThrows(MalformedException.class, fields::end);
    assertTrue(!e.getMessage().contains("s3cret"), e.getMessage());
  }

  @Test
  void neverQuotesTheInput() {
    MalformedException e =
        assertThrows(MalformedException.class, () -> parse("{\"password\":s3cret}"));
    assertTrue(!e.getMessage().contains("s3cret"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"123456\"", "\"a\\u0007\"", "\"\\u202egnp\"", "[\"a\"]"})
  void refusesATextThatIsNone(String value) throws Exception {
    JsonFields fields = parse("{\"name\":" + value + "}");
    assertThrows(MalformedException.class, () -> fields.optionalText("name", 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "11", "-1", "1e400", "\"1\"", "99999999999999999999"})
  void refusesAnIntegerThatIsNone(String value) throws Exception {
    JsonFields fields = parse("{\"n\":" + value + "}");
    assertThrows(MalformedException.class, () -> fields.integer("n", 0, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"AQIDBA\"", "\"AQI=\"", "\"AB\"", "\"+/\"", "7"})
  void refusesBinaryThatIsTooLongOrNotCanonical(String value) throws Exception {
    JsonFields fields = parse("{\"b\":" + value + "}");
    assertThrows(MalformedException.class, () -> fields.bytes("b", 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23",
        "2026-11-23T10:00:00",
        "2026-11-23T10:00:00.5Z",
        "2026-02-30T10:00:00Z",
        "2026-11-23T25:00:00Z",
        "2026-11-23T10:00:00+01:00",
        "now"
      })
  void refusesATimeThatIsNotAWholeSecondInUtc(String time) throws Exception {
    JsonFields fields = parse("{\"t\":\"" + time + "\"}");
    assertThrows(MalformedException.class, () -> fields.time("t"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "AB", "zz", "0x", "aabbccdd"})
  void refusesHexadecimalThatIsTooLongOrNotCanonical(String text) throws Exception {
    JsonFields fields = parse("{\"d\":\"" + text + "\"}");
    assertThrows(MalformedException.class, () -> fields.hex("d", 3));
  }

  private static JsonFields parse(String text) throws MalformedException {
    return JsonFields.parse(Bytes.utf8(text), "request");
  }
}
