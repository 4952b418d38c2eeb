package org.vouchsafe.attestation;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An immutable string of public bytes. Copies on the way in and on the way out; a slice shares the
 * array of its parent, which nobody can write to. Never use it for a secret: it prints itself.
 */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int from;
  private final int size;

  private Bytes(byte[] array, int from, int size) {
    this.array = array;
    this.from = from;
    this.size = size;
  }

  public static Bytes of(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return new Bytes(array, 0, array.length);
  }

  public static Bytes copyOf(byte[] source) {
    return new Bytes(source.clone(), 0, source.length);
  }

  public static Bytes copyOf(ByteBuffer source) {
    byte[] array = new byte[source.remaining()];
    source.duplicate().get(array);
    return new Bytes(array, 0, array.length);
  }

  /**
   * @throws IllegalArgumentException when {@code text} has half a surrogate pair, which has no
   *     encoding: replacing it would give two texts one encoding
   */
  public static Bytes utf8(String text) {
    try {
      return copyOf(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("text with half a surrogate pair", e);
    }
  }

  /**
   * @throws IllegalArgumentException when {@code text} is not an even number of hexadecimal digits
   */
  public static Bytes fromHex(String text) {
    byte[] array = HexFormat.of().parseHex(text);
    return new Bytes(array, 0, array.length);
  }

  /**
   * Reads base64url without padding (RFC 4648 §5), canonical form only.
   *
   * @throws IllegalArgumentException when {@code text} is anything else
   */
  public static Bytes fromBase64Url(String text) {
    byte[] array = Base64.getUrlDecoder().decode(text);
    Bytes bytes = new Bytes(array, 0, array.length);
    // The JDK's decoder ignores stray low bits and accepts padding: two texts for one value.
    if (!bytes.base64Url().equals(text)) {
      throw new IllegalArgumentException("not canonical base64url without padding");
    }
    return bytes;
  }

  public static Bytes concat(Bytes... parts) {
    int size = 0;
    for (Bytes part : parts) {
      size = Math.addExact(size, part.size);
    }
    byte[] array = new byte[size];
    int at = 0;
    for (Bytes part : parts) {
      System.arraycopy(part.array, part.from, array, at, part.size);
      at += part.size;
    }
    return new Bytes(array, 0, size);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public byte at(int index) {
    return array[from + java.util.Objects.checkIndex(index, size)];
  }

  /** The bytes from {@code start} (inclusive) to {@code end} (exclusive), without a copy. */
  public Bytes slice(int start, int end) {
    java.util.Objects.checkFromToIndex(start, end, size);
    return new Bytes(array, from + start, end - start);
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, from, from + size);
  }

  /** A read-only view. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(array, from, size).slice().asReadOnlyBuffer();
  }

  public void updateInto(MessageDigest digest) {
    digest.update(array, from, size);
  }

  public String hex() {
    return HexFormat.of().formatHex(array, from, from + size);
  }

  public String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(toArray());
  }

  /**
   * @throws MalformedException when these bytes are not well-formed UTF-8
   */
  public String asUtf8(String path) throws MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(asBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(path, "is not well-formed UTF-8");
    }
  }

  /** Takes the same time wherever two strings of the same length differ. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Bytes that) || size != that.size) {
      return false;
    }
    int difference = 0;
    for (int i = 0; i < size; i++) {
      difference |= array[from + i] ^ that.array[that.from + i];
    }
    return difference == 0;
  }

  /** Bytewise, unsigned; a prefix comes first. Not in constant time. */
  @Override
  public int compareTo(Bytes that) {
    return Arrays.compareUnsigned(
        array, from, from + size, that.array, that.from, that.from + that.size);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size; i++) {
      hash = 31 * hash + array[from + i];
    }
    return hash;
  }

  /** Hexadecimal, cut after 64 bytes. */
  @Override
  public String toString() {
    return size <= 64 ? hex() : slice(0, 64).hex() + "…(" + size + " bytes)";
  }
}
