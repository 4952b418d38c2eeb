package org.vouchsafe.attestation.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/** What a test expects of a refusal: the code, and a word that tells which check it was. */
public final class Refusals {
  private Refusals() {}

  public static Finding refused(Code code, String check, Executable action) {
    RefusedException e = assertThrows(RefusedException.class, action);
    assertEquals(code, e.code(), e.getMessage());
    Finding first = e.findings().get(0);
    assertTrue(first.check().contains(check), () -> "'" + check + "' in: " + first);
    return first;
  }

  public static Finding refused(Code code, String check, Scenario scenario) {
    return refused(code, check, scenario::verify);
  }

  public static void malformed(String problem, Executable action) {
    MalformedException e = assertThrows(MalformedException.class, action);
    assertTrue(
        String.valueOf(e.getMessage()).contains(problem),
        () -> "'" + problem + "' in: " + e.getMessage());
  }

  public static void malformed(String problem, Scenario scenario) {
    malformed(problem, scenario::verify);
  }
}
