package org.vouchsafe.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

final class RateLimitTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void allowsABurstThenTheSustainedRate() throws Exception {
    RateLimit limit = new RateLimit("requests", 1, 2);
    limit.take("a", 0);
    limit.take("a", 0);
    RefusedException e = assertThrows(RefusedException.class, () -> limit.take("a", 0));
    assertEquals(Code.RATE_LIMITED, e.code());
    limit.take("a", SECOND);
    assertThrows(RefusedException.class, () -> limit.take("a", SECOND));
  }

  @Test
  void leavesOthersUnharmed() throws Exception {
    RateLimit limit = new RateLimit("requests", 1, 1);
    limit.take("a", 0);
    assertThrows(RefusedException.class, () -> limit.take("a", 0));
    limit.take("b", 0);
  }

  @Test
  void aLookTakesNothing() throws Exception {
    RateLimit limit = new RateLimit("requests", 1, 1);
    limit.requireSome("a", 0);
    limit.requireSome("a", 0);
    limit.take("a", 0);
    assertThrows(RefusedException.class, () -> limit.requireSome("a", 0));
  }

  @Test
  void aClockThatStandsStillGivesNothingBack() throws Exception {
    RateLimit limit = new RateLimit("requests", 1000, 1);
    limit.take("a", 5 * SECOND);
    assertThrows(RefusedException.class, () -> limit.take("a", 4 * SECOND));
  }
}
