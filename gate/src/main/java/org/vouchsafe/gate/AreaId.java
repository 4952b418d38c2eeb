package org.vouchsafe.gate;

import org.vouchsafe.attestation.MalformedException;

/**
 * Names a protected memory area within one processor: {@code area_} and 26 characters of base32.
 * Never used again after the area is destroyed.
 */
public record AreaId(String value) {
  private static final int SIZE = 31;

  /**
   * @throws IllegalArgumentException when {@code value} is not such a name
   */
  public AreaId {
    if (!wellFormed(value)) {
      throw new IllegalArgumentException("not the name of an area");
    }
  }

  public static AreaId parse(String text, String path) throws MalformedException {
    if (!wellFormed(text)) {
      throw new MalformedException(path, "is not the name of an area");
    }
    return new AreaId(text);
  }

  private static boolean wellFormed(String text) {
    return text.length() == SIZE
        && text.startsWith("area_")
        && text.chars().skip(5).allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'));
  }

  @Override
  public String toString() {
    return value;
  }
}
