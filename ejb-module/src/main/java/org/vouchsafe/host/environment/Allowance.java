package org.vouchsafe.host.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.identity.AccountId;

/**
 * How much an account may ask for: a minute's worth at once, refilled steadily. Counted per node;
 * it keeps one tenant from taking all, and is no quota.
 */
@ApplicationScoped
public class Allowance {
  private static final int MOST_ACCOUNTS = 100_000;

  private record Key(AccountId account, boolean attest) {}

  /** What is left, as of a moment. */
  private record Bucket(double left, Instant at) {}

  private final ConcurrentHashMap<Key, Bucket> buckets = new ConcurrentHashMap<>();
  private Settings settings;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Allowance() {}

  @Inject
  public Allowance(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  void takeEstablish(AccountId account) throws RefusedException {
    take(new Key(account, false), settings.establishPerMinute());
  }

  void takeAttest(AccountId account) throws RefusedException {
    take(new Key(account, true), settings.attestPerMinute());
  }

  private void take(Key key, int perMinute) throws RefusedException {
    if (buckets.size() > MOST_ACCOUNTS) {
      // Forgetting gives a minute's worth to each; growing without bound would stop everybody.
      buckets.clear();
    }
    Instant now = clock.instant();
    boolean[] allowed = new boolean[1];
    buckets.compute(
        key,
        (same, old) -> {
          Bucket before = old == null ? new Bucket(perMinute, now) : old;
          double minutes = Duration.between(before.at(), now).toNanos() / 60e9;
          double left = Math.min(perMinute, before.left() + minutes * perMinute);
          allowed[0] = left >= 1;
          return new Bucket(allowed[0] ? left - 1 : left, now);
        });
    if (!allowed[0]) {
      throw RefusedException.of(
          Code.RATE_LIMITED,
          key.attest() ? "attestations of the account" : "environments asked for by the account",
          "at most " + perMinute + " in a minute",
          "more");
    }
  }
}
