package org.vouchsafe.attestation;

/**
 * One check that failed.
 *
 * @param code what kind of failure; stable
 * @param check which check, in a few plain words
 * @param expected what would have passed
 * @param actual what was found; public data only
 */
public record Finding(Code code, String check, String expected, String actual) {
  /** One plain sentence. */
  public String sentence() {
    return code.sentence() + " (" + check + ": expected " + expected + ", got " + actual + ")";
  }
}
