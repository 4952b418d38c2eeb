package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * 32 random bytes that have no reason to be anywhere but where somebody put them.
 *
 * @param name what it was put into
 */
record Canary(String name, byte[] bytes) {
  static final int SIZE = 32;

  /** Of a needle: random enough not to be met by chance, short enough to meet half a canary. */
  private static final int PIECE = 16;

  /** One way of writing a piece of a canary. */
  record Needle(Canary canary, String form, byte[] bytes) {}

  static Canary random(String name, Random random) {
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    return new Canary(name, bytes);
  }

  /** What mirror.c makes of it. */
  Canary turned() {
    byte[] turned = bytes.clone();
    for (int i = 0; i < turned.length; i++) {
      turned[i] = (byte) ~turned[i];
    }
    return new Canary(name + ", turned", turned);
  }

  String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Every form, in pieces, so that a canary that was cut in two is found by one of its halves. */
  List<Needle> needles() {
    List<Needle> needles = new ArrayList<>();
    cut("raw", bytes, PIECE, needles);
    texts()
        .forEach(
            (form, text) -> {
              cut(form, text.getBytes(ISO_8859_1), PIECE, needles);
              cut(form + " in UTF-16LE", text.getBytes(UTF_16LE), 2 * PIECE, needles);
              cut(form + " in UTF-16BE", text.getBytes(UTF_16BE), 2 * PIECE, needles);
            });
    return needles;
  }

  /** The forms that are text; of base64 what does not depend on the neighbours. */
  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("hex", hex());
    texts.put("HEX", HexFormat.of().withUpperCase().formatHex(bytes));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + SIZE];
      System.arraycopy(bytes, 0, shifted, before, SIZE);
      int from = (before * 8 + 5) / 6;
      int to = shifted.length * 8 / 6;
      texts.put(
          "base64 after " + before,
          Base64.getEncoder().encodeToString(shifted).substring(from, to));
      texts.put(
          "base64url after " + before,
          Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
    }
    return texts;
  }

  private void cut(String form, byte[] whole, int piece, List<Needle> into) {
    for (int at = 0; at + piece <= whole.length; at += piece) {
      into.add(new Needle(this, form, Arrays.copyOfRange(whole, at, at + piece)));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
