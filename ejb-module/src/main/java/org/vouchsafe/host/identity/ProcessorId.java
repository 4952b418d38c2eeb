package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * The host's name for a processor; what the processor is, its certificate says.
 *
 * @param text {@code prc_} and 26 characters of base32
 */
public record ProcessorId(String text) {
  private static final String PREFIX = "prc_";

  public ProcessorId {
    RandomId.require(PREFIX, text);
  }

  public static ProcessorId fresh() {
    return new ProcessorId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static ProcessorId of(String text) throws RefusedException {
    return new ProcessorId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
