package org.vouchsafe.processor.area;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.channel.AreaHandshake;

/**
 * Handshakes that were attested and not finished: few, and for a short time, since each holds a
 * key. Guarded by its area's lock.
 */
final class HalfOpen {
  static final int MAX = 8;
  static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * One handshake.
   *
   * @param bound what its evidence says the area is, or is proposed to be, bound to
   */
  record Entry(AreaHandshake handshake, Optional<Bound> bound, long since) {}

  private final Map<Bytes, Entry> entries = new LinkedHashMap<>();

  /** Drops the oldest when there are too many: a flood costs its sender's handshakes only. */
  void add(Entry entry) {
    expire(entry.since());
    if (entries.size() >= MAX) {
      Iterator<Entry> oldest = entries.values().iterator();
      oldest.next().handshake().close();
      oldest.remove();
    }
    entries.put(entry.handshake().nonceE(), entry);
  }

  boolean has(Bytes handle) {
    return entries.containsKey(handle);
  }

  /** Takes the handshake out: it is spent by its first M3, good or bad. */
  Optional<Entry> take(Bytes handle, long now) {
    expire(now);
    return Optional.ofNullable(entries.remove(handle));
  }

  void expire(long now) {
    entries
        .values()
        .removeIf(
            entry -> {
              boolean old = now - entry.since() > MAX_AGE_NANOS;
              if (old) {
                entry.handshake().close();
              }
              return old;
            });
  }

  void clear() {
    entries.values().forEach(entry -> entry.handshake().close());
    entries.clear();
  }
}
