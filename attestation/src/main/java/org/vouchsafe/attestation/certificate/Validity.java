package org.vouchsafe.attestation.certificate;

import java.time.Instant;

/**
 * From when to when, both inclusive, in whole seconds.
 *
 * @param notBefore the first second
 * @param notAfter the last second
 */
public record Validity(Instant notBefore, Instant notAfter) {
  public Validity {
    if (notAfter.isBefore(notBefore)) {
      throw new IllegalArgumentException("a validity ends before it begins");
    }
  }

  public boolean contains(Instant now) {
    return !now.isBefore(notBefore) && !now.isAfter(notAfter);
  }

  @Override
  public String toString() {
    return notBefore + " to " + notAfter;
  }
}
