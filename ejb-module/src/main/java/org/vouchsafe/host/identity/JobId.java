package org.vouchsafe.host.identity;

import org.vouchsafe.attestation.RefusedException;

/**
 * Names a job.
 *
 * @param text {@code job_} and 26 characters of base32
 */
public record JobId(String text) {
  private static final String PREFIX = "job_";

  public JobId {
    RandomId.require(PREFIX, text);
  }

  public static JobId fresh() {
    return new JobId(RandomId.fresh(PREFIX));
  }

  /**
   * Reads an identifier that came from outside.
   *
   * @throws RefusedException NOT_FOUND when it has another form
   */
  public static JobId of(String text) throws RefusedException {
    return new JobId(RandomId.known(PREFIX, text));
  }

  @Override
  public String toString() {
    return text;
  }
}
