package org.vouchsafe.attestation;

import java.util.List;

/**
 * Input that was read and is refused. Carries findings and nothing else, so that no plaintext, key
 * or token can travel in it.
 */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> findings;
  private final Code code;

  /**
   * @param findings at least one; the first one's code stands for all
   */
  public RefusedException(List<Finding> findings) {
    super(findings.get(0).sentence());
    this.findings = List.copyOf(findings);
    this.code = findings.get(0).code();
  }

  public static RefusedException of(Code code, String check, String expected, String actual) {
    return new RefusedException(List.of(new Finding(code, check, expected, actual)));
  }

  public Code code() {
    return code;
  }

  public List<Finding> findings() {
    return findings;
  }
}
