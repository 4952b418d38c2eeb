package org.vouchsafe.attestation.certificate;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/**
 * Strict DER (X.690 §10, §11). The input is walked once before any library sees it, so that size,
 * depth and lengths are bounded; then the library's own encoding of what it read must be the input,
 * byte for byte, which leaves one encoding per value.
 */
final class Der {
  /** Deeper than any certificate of the product (12), shallow enough for any stack. */
  private static final int MAX_DEPTH = 20;

  private static final int CONSTRUCTED = 0x20;

  private final Bytes input;
  private final String path;
  private int at;

  private Der(Bytes input, String path) {
    this.input = input;
    this.path = path;
  }

  /**
   * Reads exactly one value that fills {@code input}.
   *
   * @throws MalformedException for anything but the DER of one value of at most {@code maxBytes}
   */
  static ASN1Primitive decode(Bytes input, String path, int maxBytes) throws MalformedException {
    if (input.size() > maxBytes) {
      throw MalformedException.tooLarge(path, input.size(), maxBytes);
    }
    Der walk = new Der(input, path);
    walk.value(input.size(), 0);
    if (walk.at != input.size()) {
      throw walk.malformed("has bytes after its end");
    }
    return read(path, () -> same(ASN1Primitive.fromByteArray(input.toArray()), input, path));
  }

  /** The same value typed by {@code of}, whose own encoding must again be the input. */
  static <T extends ASN1Encodable> T decode(
      Bytes input, String path, int maxBytes, Reader<ASN1Primitive, T> of)
      throws MalformedException {
    ASN1Primitive value = decode(input, path, maxBytes);
    return read(path, () -> same(of.read(value), input, path));
  }

  static Bytes encode(ASN1Encodable value) {
    try {
      return Bytes.copyOf(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
  }

  /** Runs library code over untrusted input: whatever it throws means that the input is bad. */
  static <T> T read(String path, Step<T> step) throws MalformedException {
    try {
      return step.run();
    } catch (IOException | RuntimeException e) {
      throw new MalformedException(path, "is not what its format allows");
    }
  }

  /** The same for code that may also refuse what it read. */
  static <T> T readOrRefuse(String path, RefusingStep<T> step)
      throws MalformedException, RefusedException {
    try {
      return step.run();
    } catch (IOException | RuntimeException e) {
      throw new MalformedException(path, "is not what its format allows");
    }
  }

  private static <T extends ASN1Encodable> T same(T value, Bytes input, String path)
      throws MalformedException {
    if (value == null || !encode(value).equals(input)) {
      throw new MalformedException(path, "is not in its one DER form");
    }
    return value;
  }

  private void value(int end, int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw malformed("is nested deeper than " + MAX_DEPTH);
    }
    int tag = octet(end);
    if ((tag & 0x1F) == 0x1F) {
      throw malformed("has a tag of more than one byte");
    }
    int length = length(end);
    if (length > end - at) {
      throw malformed("ends in the middle of a value");
    }
    int valueEnd = at + length;
    if ((tag & CONSTRUCTED) == 0) {
      at = valueEnd;
      return;
    }
    while (at < valueEnd) {
      value(valueEnd, depth + 1);
    }
  }

  private int length(int end) throws MalformedException {
    int first = octet(end);
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7F;
    if (octets == 0 || octets > 3) {
      throw malformed("has an indefinite or far too large length");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | octet(end);
    }
    if (length < 0x80 || length >>> (8 * (octets - 1)) == 0) {
      throw malformed("has a length that is not in its shortest form");
    }
    return length;
  }

  private int octet(int end) throws MalformedException {
    if (at >= end) {
      throw malformed("ends in the middle of a value");
    }
    return input.at(at++) & 0xFF;
  }

  private MalformedException malformed(String problem) {
    return new MalformedException(path, problem);
  }

  /** Library code that reads. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException, MalformedException;
  }

  /** Library code that reads, and may refuse. */
  @FunctionalInterface
  interface RefusingStep<T> {
    T run() throws IOException, MalformedException, RefusedException;
  }

  /** From one form to another. */
  @FunctionalInterface
  interface Reader<A, B> {
    B read(A from) throws IOException, MalformedException;
  }
}
