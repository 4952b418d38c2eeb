package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A search that finds nothing proves something only if it would have found it. */
final class CanarySearchTest {
  private static final Random RANDOM = new Random(5);

  private final List<Canary> canaries =
      List.of(
          Canary.random("one", RANDOM), Canary.random("two", RANDOM), Canary.random("3", RANDOM));
  private final Canary two = canaries.get(1);
  private final CanarySearch search = new CanarySearch(canaries);

  private Set<String> forms(byte[] in) throws IOException {
    Set<CanarySearch.Find> finds = search.search(Channels.newChannel(new ByteArrayInputStream(in)));
    assertTrue(finds.stream().allMatch(find -> find.canary() == two));
    return finds.stream().map(CanarySearch.Find::form).collect(Collectors.toSet());
  }

  private static byte[] around(int before, byte[] middle, int after) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    byte[] noise = new byte[before + after];
    RANDOM.nextBytes(noise);
    whole.write(noise, 0, before);
    whole.writeBytes(middle);
    whole.write(noise, before, after);
    return whole.toByteArray();
  }

  @Test
  void raw_at_every_alignment_and_at_both_ends() throws IOException {
    for (int before = 0; before < 20; before++) {
      assertEquals(Set.of("raw"), forms(around(before, two.bytes(), 0)));
      assertEquals(Set.of("raw"), forms(around(before, two.bytes(), 100)));
    }
  }

  @Test
  void hex_in_small_and_capital_letters() throws IOException {
    String small = HexFormat.of().formatHex(two.bytes());
    assertText("hex", small);
    assertText("HEX", small.toUpperCase(java.util.Locale.ROOT));
  }

  @Test
  void base64_whatever_stands_before_and_behind() throws IOException {
    for (int before = 0; before < 12; before++) {
      for (int after = 0; after < 3; after++) {
        byte[] whole = around(before, two.bytes(), after);
        assertText("base64 after " + before % 3, Base64.getEncoder().encodeToString(whole));
        assertText("base64url after " + before % 3, Base64.getUrlEncoder().encodeToString(whole));
      }
    }
  }

  private void assertText(String form, String text) throws IOException {
    for (int before = 0; before < 9; before++) {
      assertFound(form, text, ISO_8859_1, before);
      assertFound(form + " in UTF-16LE", text, UTF_16LE, before);
      assertFound(form + " in UTF-16BE", text, UTF_16BE, before);
    }
  }

  /** Pieces without the letters in which two forms differ are found as both. */
  private void assertFound(String form, String text, Charset charset, int before)
      throws IOException {
    assertTrue(forms(around(before, text.getBytes(charset), 7)).contains(form), form);
  }

  @Test
  void a_canary_of_which_one_half_is_left() throws IOException {
    assertEquals(Set.of("raw"), forms(around(3, Arrays.copyOf(two.bytes(), 16), 9)));
    assertEquals(Set.of("raw"), forms(around(3, Arrays.copyOfRange(two.bytes(), 16, 32), 9)));
  }

  @Test
  void across_the_border_of_two_pieces_that_are_read() throws IOException {
    byte[] text = two.hex().getBytes(UTF_16LE);
    for (int piece = 1; piece <= 2; piece++) {
      for (int before = -70; before < 40; before++) {
        byte[] whole = new byte[(piece << 22) + 1000];
        System.arraycopy(text, 0, whole, (piece << 22) + before, text.length);
        assertTrue(forms(whole).contains("hex in UTF-16LE"), piece + " pieces and " + before);
      }
    }
  }

  @Test
  void nothing_where_nothing_is() throws IOException {
    assertEquals(Set.of(), forms(around(0, new byte[1 << 20], 9 << 20)));
    assertEquals(Set.of(), forms(new byte[0]));
    assertEquals(Set.of(), forms(Arrays.copyOf(two.bytes(), 15)));
  }

  @Test
  void what_comes_out_of_the_mirror_is_another_canary() throws IOException {
    assertEquals(Set.of(), forms(two.turned().bytes()));
    assertEquals(two.hex(), two.turned().turned().hex());
  }
}
