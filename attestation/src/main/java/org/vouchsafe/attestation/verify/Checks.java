package org.vouchsafe.attestation.verify;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;

/**
 * Records every check of one verification. A failure of authenticity ends it at once, since nothing
 * behind it can be believed; findings of policy are collected, so that all of them are seen.
 */
final class Checks {
  private final List<Check> checks = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private String step = "";

  void step(String name) {
    step = name;
  }

  /** Ends the verification unless {@code passed}. */
  void authentic(boolean passed, Code code, String name, String expected, String actual)
      throws RefusedException {
    policy(passed, code, name, expected, actual);
    end();
  }

  /**
   * The same for what either is as expected or is not, so that there is nothing more to tell of a
   * pass.
   *
   * @param otherwise what it is when it is not
   */
  void authenticFact(boolean passed, Code code, String name, String expected, String otherwise)
      throws RefusedException {
    authentic(passed, code, name, expected, passed ? expected : otherwise);
  }

  void policyFact(boolean passed, Code code, String name, String expected, String otherwise) {
    policy(passed, code, name, expected, passed ? expected : otherwise);
  }

  void policy(boolean passed, Code code, String name, String expected, String actual) {
    checks.add(new Check(step, name, expected, actual, passed));
    if (!passed) {
      findings.add(new Finding(code, name, expected, actual));
    }
  }

  /** A failure that was looked at before. */
  void fail(Finding finding) {
    checks.add(new Check(step, finding.check(), finding.expected(), finding.actual(), false));
    findings.add(finding);
  }

  /** Something that people should see and that decides nothing. */
  void note(boolean passed, String name, String expected, String actual) {
    checks.add(new Check(step, name, expected, actual, passed));
  }

  /**
   * @throws RefusedException when anything failed
   */
  void end() throws RefusedException {
    if (!findings.isEmpty()) {
      throw new RefusedException(findings);
    }
  }

  List<Check> list() {
    return List.copyOf(checks);
  }
}
