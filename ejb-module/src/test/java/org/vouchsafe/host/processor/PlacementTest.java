package org.vouchsafe.host.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.ProcessorId;

/** Least areas in use, never a processor that cannot serve, and the client's own choice. */
class PlacementTest {
  private static Placement.Candidate at(String name, long inUse) {
    return new Placement.Candidate(ProcessorId.fresh(), name, "node1", true, true, 10, inUse);
  }

  private static Placement.Candidate disconnected(Placement.Candidate of) {
    return new Placement.Candidate(
        of.id(), of.name(), of.node(), false, of.enrolled(), of.capacity(), of.inUse());
  }

  private static Placement.Candidate notEnrolled(Placement.Candidate of) {
    return new Placement.Candidate(
        of.id(), of.name(), of.node(), true, false, of.capacity(), of.inUse());
  }

  private final Placement.Candidate alpha = at("alpha", 3);
  private final Placement.Candidate beta = at("beta", 2);

  private static Placement.Choice choose(String wanted, Placement.Candidate... all)
      throws RefusedException {
    return Placement.choose(List.of(all), Optional.ofNullable(wanted));
  }

  private static void refuses(Code code, String actual, String wanted, Placement.Candidate... all) {
    RefusedException refusal = assertThrows(RefusedException.class, () -> choose(wanted, all));
    assertEquals(code, refusal.code());
    assertEquals(actual, refusal.findings().get(0).actual());
  }

  @Test
  void the_one_with_the_fewest_areas_is_chosen() throws RefusedException {
    assertEquals(beta.id(), choose(null, alpha, beta).processor());
    assertEquals("node1", choose(null, alpha, beta).node());
  }

  @Test
  void a_wish_by_name_or_identifier_is_followed() throws RefusedException {
    assertEquals(alpha.id(), choose("alpha", alpha, beta).processor());
    assertEquals(alpha.id(), choose(alpha.id().text(), alpha, beta).processor());
  }

  @Test
  void a_wish_for_one_that_nobody_knows_is_not_found() {
    refuses(Code.NOT_FOUND, "gamma", "gamma", alpha, beta);
  }

  @Test
  void one_that_is_away_not_enrolled_or_full_is_passed_by() throws RefusedException {
    assertEquals(alpha.id(), choose(null, alpha, disconnected(beta)).processor());
    assertEquals(alpha.id(), choose(null, alpha, notEnrolled(beta)).processor());
    assertEquals(alpha.id(), choose(null, alpha, at("full", 10)).processor());
  }

  @Test
  void where_none_will_do_the_answer_says_why() {
    refuses(Code.UNAVAILABLE, "none is connected", null);
    refuses(Code.UNAVAILABLE, "none is connected", null, disconnected(beta));
    refuses(Code.UNAVAILABLE, "none is enrolled", null, notEnrolled(beta));
    refuses(Code.UNAVAILABLE, "all are full", null, at("full", 10));
    refuses(Code.UNAVAILABLE, "none is connected", "beta", alpha, disconnected(beta));
  }
}
