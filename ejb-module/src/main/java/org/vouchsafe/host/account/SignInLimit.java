package org.vouchsafe.host.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** After ten wrong passwords a user's name rests for a minute, known or not. */
@ApplicationScoped
public class SignInLimit {
  private static final int WRONG = 10;
  private static final Duration REST = Duration.ofMinutes(1);
  private static final int MOST_NAMES = 100_000;

  private record Attempts(int wrong, Instant last) {}

  private final ConcurrentHashMap<String, Attempts> attempts = new ConcurrentHashMap<>();
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected SignInLimit() {}

  @Inject
  public SignInLimit(Clock clock) {
    this.clock = clock;
  }

  void check(String user) throws RefusedException {
    Attempts so = attempts.get(user);
    if (so != null && so.wrong() >= WRONG && clock.instant().isBefore(so.last().plus(REST))) {
      throw RefusedException.of(
          Code.RATE_LIMITED,
          "attempts to sign in",
          "at most " + WRONG + " wrong ones in a row",
          "more; wait a minute");
    }
  }

  void wrong(String user) {
    if (attempts.size() > MOST_NAMES) {
      attempts.clear();
    }
    Instant now = clock.instant();
    attempts.merge(
        user,
        new Attempts(1, now),
        (before, one) ->
            now.isAfter(before.last().plus(REST)) ? one : new Attempts(before.wrong() + 1, now));
  }

  void right(String user) {
    attempts.remove(user);
  }
}
