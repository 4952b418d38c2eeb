package org.vouchsafe.web.security;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * A token bucket for each key (an account, an address), so that one caller's haste does not slow
 * the others. Bounded: the key that was longest unused is forgotten first.
 */
final class RateLimit {
  private static final int MAX_KEYS = 20_000;

  private final String check;
  private final double perNano;
  private final double burst;
  private final LinkedHashMap<String, Bucket> buckets;

  private record Bucket(double tokens, long at) {}

  /**
   * @param check what is limited, for the refusal
   * @param perSecond sustained rate for each key
   * @param burst how many at once after a pause
   */
  RateLimit(String check, double perSecond, double burst) {
    this.check = check;
    this.perNano = perSecond / 1e9;
    this.burst = burst;
    this.buckets =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_KEYS;
          }
        };
  }

  /**
   * Takes one token.
   *
   * @param nanoTime a monotonic clock's reading
   */
  synchronized void take(String key, long nanoTime) throws RefusedException {
    double tokens = level(key, nanoTime);
    if (tokens < 1) {
      throw refusal();
    }
    buckets.put(key, new Bucket(tokens - 1, nanoTime));
  }

  /** Refuses when nothing is left, and takes nothing: the caller charges failures only. */
  synchronized void requireSome(String key, long nanoTime) throws RefusedException {
    if (level(key, nanoTime) < 1) {
      throw refusal();
    }
  }

  private double level(String key, long nanoTime) {
    Bucket bucket = buckets.get(key);
    return bucket == null
        ? burst
        : Math.min(burst, bucket.tokens + Math.max(0, nanoTime - bucket.at) * perNano);
  }

  private RefusedException refusal() {
    return RefusedException.of(
        Code.RATE_LIMITED, check, "fewer requests in this time", "more than allowed");
  }
}
