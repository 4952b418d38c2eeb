package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.vouchsafe.attestation.testing.Refusals.malformed;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;

/** ATTACKS C04: one encoding per value, and bounded work before any library sees the bytes. */
class DerTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a length in two forms, 30 81 03 02 01 05, shortest form",
    "a length with a leading zero, 30 82 00 03 02 01 05, shortest form",
    "an indefinite length, 30 80 02 01 05 00 00, indefinite",
    "a length of 1 GiB, 30 84 40 00 00 00, far too large",
    "a length beyond the input, 30 0a 02 01 05, middle of a value",
    "a length beyond the surrounding value, 30 03 02 09 05, middle of a value",
    "bytes after the end, 30 03 02 01 05 00, after its end",
    "an integer with a superfluous zero, 30 04 02 02 00 05, format allows",
    "a negative integer with superfluous ones, 30 04 02 02 ff 85, format allows",
    "an integer of nothing, 30 02 02 00, format allows",
    "a boolean that is not ff, 30 03 01 01 01, one DER form",
    "an identifier that is not minimal, 30 05 06 03 2a 80 03, format allows",
    "a string in pieces, 30 08 24 06 04 01 aa 04 01 bb, one DER form",
    "a tag of two bytes, 3f 21 03 02 01 05, tag of more than one byte",
    "a set out of order, 31 06 02 01 05 02 01 04, one DER form",
    "nothing, '', middle of a value",
    "half a header, 30, middle of a value",
    "a length that is cut off, 30 82 01, middle of a value"
  })
  void is_refused(String defect, String hex, String problem) {
    malformed(problem, () -> Der.decode(Bytes.fromHex(hex.replace(" ", "")), "input", 100));
  }

  @Test
  void what_is_right_is_read() throws Exception {
    Bytes input = Bytes.fromHex("3003020105");
    assertEquals(input, Der.encode(Der.decode(input, "input", 5)));
  }

  @Test
  void twenty_levels_are_read_and_more_are_not() throws Exception {
    Der.decode(nested(20), "input", 1000);
    malformed("nested deeper than 20", () -> Der.decode(nested(21), "input", 1000));
  }

  @Test
  void a_million_levels_cost_nothing() {
    // Each level is an empty-looking header: 30 80 would be indefinite, so the lengths are wrong
    // anyway; what counts is that nothing recurses into them.
    byte[] deep = new byte[2_000_000];
    Arrays.fill(deep, (byte) 0x30);
    malformed("", () -> Der.decode(Bytes.copyOf(deep), "input", 4_000_000));
  }

  @Test
  void size_is_looked_at_before_anything_else() {
    MalformedException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            MalformedException.class, () -> Der.decode(Bytes.fromHex("3003020105"), "input", 4));
    assertEquals(Code.TOO_LARGE, e.code());
  }

  private static Bytes nested(int levels) {
    Bytes value = Bytes.of(0x05, 0x00);
    for (int i = 0; i < levels; i++) {
      value =
          value.size() < 128
              ? Bytes.concat(Bytes.of(0x30, value.size()), value)
              : Bytes.concat(Bytes.of(0x30, 0x81, value.size()), value);
    }
    return value;
  }
}
