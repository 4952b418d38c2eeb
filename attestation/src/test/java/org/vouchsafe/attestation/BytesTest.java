package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
  @Test
  void nobodyCanChangeThem() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    bytes.toArray()[1] = 9;
    assertEquals(Bytes.of(1, 2, 3), bytes);
    assertThrows(ReadOnlyBufferException.class, () -> bytes.asBuffer().put((byte) 9));
  }

  @Test
  void aSliceEqualsTheSameBytesOfItsOwn() {
    Bytes slice = Bytes.of(0, 1, 2, 3).slice(1, 3);
    assertEquals(Bytes.of(1, 2), slice);
    assertEquals(Bytes.of(1, 2).hashCode(), slice.hashCode());
    assertArrayEquals(new byte[] {1, 2}, slice.toArray());
    assertEquals(Bytes.of(2), slice.slice(1, 2));
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), slice.asBuffer());
    assertThrows(IndexOutOfBoundsException.class, () -> slice.at(2));
    assertThrows(IndexOutOfBoundsException.class, () -> slice.slice(0, 3));
  }

  @Test
  void differentBytesAreNotEqual() {
    assertNotEquals(Bytes.of(1, 2), Bytes.of(1, 3));
    assertNotEquals(Bytes.of(1, 2), Bytes.of(1, 2, 0));
    assertNotEquals(Bytes.EMPTY, Bytes.of(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AQ==", "AR", "A", "A Q", "AQ\n", "+w", "/w", "A="})
  void base64UrlHasOneSpellingOnly(String text) {
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromBase64Url(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00", "\uDC00\uD800"})
  void halfASurrogatePairIsNotReplaced(String text) {
    assertThrows(IllegalArgumentException.class, () -> Bytes.utf8(text));
  }

  @Test
  void whatIsNotUtf8IsMalformed() {
    for (Bytes bad :
        new Bytes[] {Bytes.of(0xFF), Bytes.of(0xC0, 0x80), Bytes.of(0xED, 0xA0, 0x80)}) {
      MalformedException e = assertThrows(MalformedException.class, () -> bad.asUtf8("name"));
      assertEquals("name: is not well-formed UTF-8", e.getMessage());
    }
  }

  @Test
  void longOnesArePrintedInPart() {
    assertEquals("00".repeat(64), Bytes.copyOf(new byte[64]).toString());
    assertEquals("00".repeat(64) + "…(65 bytes)", Bytes.copyOf(new byte[65]).toString());
  }

  @Test
  void theyAreOrderedAsUnsignedAndAPrefixComesFirst() {
    assertTrue(Bytes.of(0x7F).compareTo(Bytes.of(0x80)) < 0);
    assertTrue(Bytes.of(1).compareTo(Bytes.of(1, 0)) < 0);
    assertEquals(0, Bytes.of(0, 1).slice(1, 2).compareTo(Bytes.of(1)));
  }

  @Property
  void textFormsReadBack(@ForAll byte[] bytes) {
    Bytes value = Bytes.copyOf(bytes);
    assertEquals(value, Bytes.fromHex(value.hex()));
    assertEquals(value, Bytes.fromBase64Url(value.base64Url()));
    assertEquals(value, Bytes.copyOf(ByteBuffer.wrap(bytes)));
  }

  @Property
  void cuttingAndJoiningChangesNothing(@ForAll byte[] bytes, @ForAll byte[] more) {
    Bytes joined = Bytes.concat(Bytes.copyOf(bytes), Bytes.copyOf(more));
    assertEquals(Bytes.copyOf(bytes), joined.slice(0, bytes.length));
    assertEquals(Bytes.copyOf(more), joined.slice(bytes.length, joined.size()));
  }
}
