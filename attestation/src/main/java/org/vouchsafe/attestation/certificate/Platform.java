package org.vouchsafe.attestation.certificate;

import java.util.regex.Pattern;

/**
 * What protects the memory of a processor.
 *
 * @param name 1 to 32 characters of {@code a-z}, {@code 0-9} and {@code -}
 */
public record Platform(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

  /** Nothing but a process: for development, and refused unless a policy says otherwise. */
  public static final Platform SOFTWARE = new Platform("software");

  public Platform {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a platform is 1 to 32 characters of a-z, 0-9 and -");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
