package org.vouchsafe.attestation.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.ListArbitrary;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;

class CborTest {
  private static final int LIMIT = 1 << 20;

  @Test
  void inputBeyondTheLimitIsNotRead() {
    MalformedException e =
        assertThrows(
            MalformedException.class, () -> Cbor.decode(Bytes.of(0xFF, 0xFF, 0xFF), "x", 2));
    assertSame(Code.TOO_LARGE, e.code());
    assertEquals("x: is 3 bytes, limit 2", e.getMessage());
  }

  @Test
  void whatIsWrongIsSaid() {
    assertEquals("x: has 2 bytes after its end", problem("000000"));
    assertEquals("x: claims more items than it has bytes", problem("8300"));
    assertEquals("x: claims more items than it has bytes", problem("a30000"));
    assertEquals("x: has an integer that is not in its shortest form", problem("1800"));
    assertEquals("x: has an integer beyond 63 bits", problem("1b8000000000000000"));
  }

  /** ATTACKS C04: a bomb is refused for what it claims, before anything is made of it. */
  @Test
  void C04_lengthsAndDepthsThatCannotBeCostNothing() {
    assertEquals("x: claims more items than it has bytes", problem("9b7fffffffffffffff"));
    assertEquals("x: claims more items than it has bytes", problem("bb7fffffffffffffff"));
    assertEquals("x: claims more items than it has bytes", problem("bb4000000000000000"));
    assertEquals("x: ends in the middle of a value", problem("5b7fffffffffffffff00"));
    assertEquals("x: ends in the middle of a value", problem("7b7fffffffffffffff00"));
    assertEquals("x: is nested deeper than 16", problem("81".repeat(17) + "00"));
    assertEquals("x: is nested deeper than 16", problem("81".repeat(LIMIT - 1) + "00"));
    assertEquals("x: is nested deeper than 16", problem("a16161".repeat(17) + "00"));
  }

  /** ATTACKS C04: one byte of input, and sixty in the memory of its reader. */
  @Test
  void C04_moreItemsThanAnyFormatHasAreRefused() throws MalformedException {
    int most = 1 << 20;
    byte[] fits = new byte[5 + most];
    ByteBuffer.wrap(fits).put((byte) 0x9A).putInt(most);
    Cbor.decode(Bytes.copyOf(fits), "x", fits.length);
    byte[] over = new byte[6 + most];
    ByteBuffer.wrap(over).put((byte) 0x9A).putInt(most + 1);
    assertEquals("x: has more than 1048576 items", problem(over));
    // The same number in many small arrays, as they count together.
    byte[] inner = new byte[3 + 1024];
    ByteBuffer.wrap(inner).put((byte) 0x99).putShort((short) 1024);
    byte[] outer = new byte[3 + 1024 * inner.length];
    ByteBuffer all = ByteBuffer.wrap(outer).put((byte) 0x99).putShort((short) 1024);
    for (int i = 0; i < 1024; i++) {
      all.put(inner);
    }
    assertEquals("x: has more than 1048576 items", problem(outer));
  }

  private static String problem(byte[] input) {
    return assertThrows(
            MalformedException.class, () -> Cbor.decode(Bytes.copyOf(input), "x", input.length))
        .getMessage();
  }

  private static String problem(String hex) {
    return assertThrows(MalformedException.class, () -> Cbor.decode(Bytes.fromHex(hex), "x", LIMIT))
        .getMessage();
  }

  @Test
  void aKeySetTwiceIsAProgrammingError() {
    assertThrows(IllegalStateException.class, () -> Cbor.map().put("a", 1).put("a", 1));
  }

  @Test
  void textWithHalfASurrogatePairHasNoEncoding() {
    assertThrows(IllegalArgumentException.class, () -> Cbor.of("\uD83D"));
    assertThrows(IllegalArgumentException.class, () -> Cbor.of("a\uDD12b"));
    assertEquals(Bytes.fromHex("64f09f9492"), Cbor.of("\uD83D\uDD12").encode());
  }

  /** RFC 8949 §4.2.1, by the definition. */
  @Property
  void keysAreInTheOrderOfTheirEncodings(@ForAll("keys") String a, @ForAll("keys") String b) {
    int byDefinition = Cbor.of(a).encode().compareTo(Cbor.of(b).encode());
    assertEquals(Integer.signum(byDefinition), Integer.signum(CborEncoder.KEY_ORDER.compare(a, b)));
  }

  @Provide
  static Arbitrary<String> keys() {
    return Arbitraries.of(
            "a",
            "b",
            "\u00e9",
            "\u4e2d",
            "\u007f",
            "\u0080",
            "\u07ff",
            "\u0800",
            "\uff01",
            "\ud83d\udd12",
            "\ud83d\udd13",
            "")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Test
  void largeBlobsAreEncodedLikeSmallOnes() throws MalformedException {
    for (int size : new int[] {4095, 4096, 70_000}) {
      Cbor value =
          Cbor.array(List.of(Cbor.of(1), Cbor.of(Bytes.copyOf(new byte[size])), Cbor.of("end")));
      assertEquals(value, Cbor.decode(value.encode(), "x", LIMIT));
    }
  }

  @Property
  void aValueReadsBackAndHasOneEncoding(@ForAll("values") Cbor value) throws MalformedException {
    Bytes encoded = value.encode();
    Cbor read = Cbor.decode(encoded, "x", LIMIT);
    assertEquals(value, read);
    assertEquals(encoded, read.encode());
  }

  @Property
  void anyOtherByteMakesAnotherValueOrNone(
      @ForAll("values") Cbor value, @ForAll int position, @ForAll byte difference) {
    byte[] altered = value.encode().toArray();
    altered[Math.floorMod(position, altered.length)] ^= difference;
    readsExactly(Bytes.copyOf(altered));
  }

  @Property
  void anyBytesAreAValueInItsOneEncodingOrMalformed(@ForAll byte[] bytes) {
    readsExactly(Bytes.copyOf(bytes));
  }

  @Property
  void aPartOfAValueIsNone(@ForAll("values") Cbor value) {
    Bytes encoded = value.encode();
    Bytes cut = encoded.slice(0, encoded.size() - 1);
    assertThrows(MalformedException.class, () -> Cbor.decode(cut, "x", LIMIT));
  }

  private static void readsExactly(Bytes bytes) {
    try {
      assertEquals(bytes, Cbor.decode(bytes, "x", LIMIT).encode());
    } catch (MalformedException e) {
      assertSame(Code.MALFORMED, e.code());
    }
  }

  @Provide
  static Arbitrary<Cbor> values() {
    Arbitrary<Cbor> leaves =
        Arbitraries.oneOf(
            Arbitraries.longs().map(Cbor::of),
            Arbitraries.bytes().array(byte[].class).map(bytes -> Cbor.of(Bytes.copyOf(bytes))),
            texts().map(Cbor::of),
            Arbitraries.of(true, false).map(Cbor::of),
            Arbitraries.just(Cbor.none()));
    return Arbitraries.recursive(() -> leaves, CborTest::containers, 0, 3);
  }

  private static Arbitrary<Cbor> containers(Arbitrary<Cbor> inner) {
    ListArbitrary<Cbor> items = inner.list().ofMaxSize(4);
    Arbitrary<Cbor> maps =
        Combinators.combine(texts().list().uniqueElements().ofMaxSize(4), items).as(CborTest::map);
    return Arbitraries.oneOf(items.map(Cbor::array), maps, inner);
  }

  private static Cbor map(List<String> keys, List<Cbor> items) {
    SortedMap<String, Cbor> entries = new TreeMap<>();
    for (int i = 0; i < Math.min(keys.size(), items.size()); i++) {
      entries.put(keys.get(i), items.get(i));
    }
    return new Cbor.Map(entries);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aB\u0000\u00e9\u4e2d/").ofMaxLength(30);
  }
}
