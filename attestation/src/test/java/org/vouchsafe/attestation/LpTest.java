package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LpTest {
  @Test
  void aPartIsItsLengthInEightBytesAndItself() {
    assertEquals(
        Bytes.fromHex("0000000000000001" + "4c" + "0000000000000002" + "abcd" + "0000000000000000"),
        Lp.lp("L", Bytes.of(0xAB, 0xCD), Bytes.EMPTY));
  }

  @Property
  void theDigestIsThatOfTheWholeString(@ForAll @Size(max = 5) List<byte[]> parts) throws Exception {
    Bytes[] all = parts.stream().map(Bytes::copyOf).toArray(Bytes[]::new);
    var digest = java.security.MessageDigest.getInstance("SHA-384");
    assertEquals(
        Bytes.copyOf(digest.digest(Lp.lp("VS-test", all).toArray())), Lp.sha384("VS-test", all));
  }

  /** A04: cutting the same bytes at another place gives another string. */
  @Property
  void whereThePartsAreCutIsPartOfTheString(
      @ForAll @Size(min = 1, max = 40) byte[] bytes, @ForAll int first, @ForAll int second) {
    int a = Math.floorMod(first, bytes.length + 1);
    int b = Math.floorMod(second, bytes.length + 1);
    Bytes whole = Bytes.copyOf(bytes);
    Bytes cutAtA = Lp.lp("L", whole.slice(0, a), whole.slice(a, whole.size()));
    Bytes cutAtB = Lp.lp("L", whole.slice(0, b), whole.slice(b, whole.size()));
    assertEquals(a == b, cutAtA.equals(cutAtB));
    assertNotEquals(Lp.lp("L", whole), cutAtA);
  }

  /** What was put together can be taken apart in one way only. */
  @Property
  void thePartsCanBeReadBack(@ForAll @Size(max = 6) List<byte[]> parts) {
    Bytes joined = Lp.lp(parts.stream().map(Bytes::copyOf).toArray(Bytes[]::new));
    List<Bytes> read = new ArrayList<>();
    for (int at = 0; at < joined.size(); ) {
      int size = (int) joined.slice(at, at + 8).asBuffer().getLong();
      read.add(joined.slice(at + 8, at + 8 + size));
      at += 8 + size;
    }
    assertEquals(parts.stream().map(Bytes::copyOf).toList(), read);
  }
}
