package org.vouchsafe.web.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.persistence.OptimisticLockException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

final class ProblemTest {
  @Test
  void saysCodeCheckExpectedActualAndWhatToDo() {
    JsonObject json =
        Problem.of(RefusedException.of(Code.CONFLICT, "state", "ACTIVATED", "FAILED")).toJson();
    assertEquals(409, json.getInt("status"));
    assertEquals("CONFLICT", json.getString("code"));
    assertEquals("state", json.getString("check"));
    assertEquals("ACTIVATED", json.getString("expected"));
    assertEquals("FAILED", json.getString("actual"));
    assertEquals("urn:vouchsafe:error:conflict", json.getString("type"));
    assertFalse(json.getString("advice").isEmpty());
  }

  @Test
  void listsAllFindings() {
    RefusedException refused =
        new RefusedException(
            List.of(
                new Finding(Code.AUDIT_LEVEL, "audit", "L2", "L0"),
                new Finding(Code.VERSION_TOO_LOW, "version", "3", "2")));
    assertEquals(2, Problem.of(refused).toJson().getJsonArray("findings").size());
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void everyCodeHasAnErrorStatusAndAdvice(Code code) {
    Problem problem = Problem.of(RefusedException.of(code, "c", "e", "a"));
    assertTrue(problem.status() >= 400 && problem.status() < 600);
    assertFalse(problem.toJson().getString("advice").isEmpty());
  }

  @Test
  void anUnforeseenFailureShowsItsIncidentAndNothingElse() {
    Problem problem =
        UnforeseenFailure.problem(
            new IllegalStateException("/opt/server/secret.key s3cret"), "running a test");
    String text = problem.toJson().toString();
    assertEquals(500, problem.status());
    assertTrue(text.contains("inc_"), text);
    assertFalse(text.contains("s3cret") || text.contains("/opt") || text.contains("State"), text);
  }

  @Test
  void findsARefusalInsideWhatTheContainerWrapsItIn() {
    RefusedException refused = RefusedException.of(Code.NOT_FOUND, "id", "a known id", "unknown");
    Throwable wrapped = new RuntimeException(new RuntimeException(refused));
    assertEquals(404, UnforeseenFailure.problem(wrapped, "running a test").status());
  }

  @Test
  void aConcurrentChangeIsAConflict() {
    Throwable wrapped = new RuntimeException(new OptimisticLockException());
    assertEquals(409, UnforeseenFailure.problem(wrapped, "running a test").status());
  }

  @Test
  void malformedInputIs400AndSaysWhere() {
    JsonObject json = Problem.of(new MalformedException("request > m1", "is missing")).toJson();
    assertEquals(400, json.getInt("status"));
    assertEquals("request > m1", json.getString("check"));
  }

  @Test
  void aCycleOfCausesEnds() {
    RuntimeException a = new RuntimeException();
    RuntimeException b = new RuntimeException(a);
    a.initCause(b);
    assertEquals(500, UnforeseenFailure.problem(a, "running a test").status());
  }
}
