package org.vouchsafe.attestation.verify;

import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;

/** One authority and one processor for all tests of the verifier: making keys is what costs. */
final class Fixtures {
  static final TestAuthority AUTHORITY = new TestAuthority();
  static final TestProcessor PROCESSOR = AUTHORITY.processor();

  private Fixtures() {}

  static Scenario madeToOrder() {
    return Scenario.madeToOrder(AUTHORITY, PROCESSOR);
  }

  static Scenario pooled() {
    return Scenario.pooled(AUTHORITY, PROCESSOR);
  }

  static Scenario claimed() {
    return Scenario.claimed(AUTHORITY, PROCESSOR);
  }
}
