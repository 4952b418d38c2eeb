package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * Names an auditor's inspection of a processor.
 *
 * @param text {@code ins_} and 26 characters of base32
 */
public record InspectionId(String text) {
  private static final String PREFIX = "ins_";

  public InspectionId {
    RandomId.require(PREFIX, text);
  }

  public static InspectionId fresh() {
    return new InspectionId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static InspectionId of(String text) throws RefusedException {
    return new InspectionId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
