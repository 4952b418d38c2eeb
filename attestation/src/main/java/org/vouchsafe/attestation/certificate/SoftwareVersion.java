package org.vouchsafe.attestation.certificate;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The version of a processor's software.
 *
 * @param text one to four numbers of at most nine digits, without leading zeros, between dots:
 *     {@code 0.1.0}. Missing numbers count as zero in comparisons
 */
public record SoftwareVersion(String text) implements Comparable<SoftwareVersion> {
  private static final Pattern FORM =
      Pattern.compile("(0|[1-9][0-9]{0,8})(\\.(0|[1-9][0-9]{0,8})){0,3}");

  public SoftwareVersion {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a version is one to four numbers between dots");
    }
  }

  @Override
  public int compareTo(SoftwareVersion other) {
    return Arrays.compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    String[] parts = text.split("\\.", -1);
    int[] numbers = new int[4];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Integer.parseInt(parts[i]);
    }
    return numbers;
  }

  @Override
  public String toString() {
    return text;
  }
}
