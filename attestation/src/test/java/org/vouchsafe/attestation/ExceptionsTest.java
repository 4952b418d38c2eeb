package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionsTest {
  @Test
  void aRefusalIsOnePlainSentenceWithCheckExpectedAndActual() {
    RefusedException e = RefusedException.of(Code.AUDIT_LEVEL, "audit level", "L2", "L0");
    assertEquals(
        "The audit of this processor is below the level you require. (audit level: expected L2, got"
            + " L0)",
        e.getMessage());
    assertEquals(List.of(new Finding(Code.AUDIT_LEVEL, "audit level", "L2", "L0")), e.findings());
  }

  @Test
  void theFirstFindingStandsForAll() {
    RefusedException e =
        new RefusedException(
            List.of(
                new Finding(Code.REVOKED, "a", "b", "c"), new Finding(Code.TRAP, "d", "e", "f")));
    assertSame(Code.REVOKED, e.code());
    assertEquals(2, e.findings().size());
  }

  @Test
  void aRefusalWithoutAFindingCannotBeMade() {
    assertThrows(RuntimeException.class, () -> new RefusedException(List.of()));
  }

  @Test
  void aMalformedValueKeepsItsCodeThroughSurroundingStructures() {
    MalformedException e =
        MalformedException.unsupportedVersion("inner", "has version 2, known is 1").within("outer");
    assertEquals("outer > inner: has version 2, known is 1", e.getMessage());
    assertSame(Code.UNSUPPORTED_VERSION, e.code());
    assertSame(Code.UNSUPPORTED_VERSION, e.asRefusal().code());
    assertEquals(
        new Finding(Code.TOO_LARGE, "file", "a well-formed value", "is 9 bytes, limit 8"),
        MalformedException.tooLarge("file", 9, 8).asRefusal().findings().getFirst());
  }
}
