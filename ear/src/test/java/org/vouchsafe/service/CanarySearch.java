package org.vouchsafe.service;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for all forms of many canaries in one pass: each 16 bytes are hashed, a bit set says
 * whether any needle begins with such, and only then are they compared.
 */
final class CanarySearch {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int WINDOW = 16;
  private static final int HASH_BITS = 24;
  private static final int LONGEST = 32;
  private static final int PIECE = 4 << 20;

  private final BitSet known = new BitSet(1 << HASH_BITS);
  private final Map<Long, List<Canary.Needle>> needles = new HashMap<>();
  private final byte[] buffer = new byte[LONGEST + PIECE];

  CanarySearch(Collection<Canary> canaries) {
    for (Canary canary : canaries) {
      for (Canary.Needle needle : canary.needles()) {
        long hash = hash(needle.bytes(), 0);
        known.set((int) (hash >>> (64 - HASH_BITS)));
        needles.computeIfAbsent(hash, none -> new ArrayList<>()).add(needle);
      }
    }
  }

  private static long hash(byte[] bytes, int at) {
    long first = (long) LONG.get(bytes, at);
    long second = (long) LONG.get(bytes, at + 8);
    return (first ^ second * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
  }

  /** A canary, and the form that it was found in. */
  record Find(Canary canary, String form) {}

  /** Reads {@code from} to its end. */
  Set<Find> search(ReadableByteChannel from) throws IOException {
    Set<Find> finds = new LinkedHashSet<>();
    int filled = 0;
    while (true) {
      int count = from.read(ByteBuffer.wrap(buffer, filled, buffer.length - filled));
      if (count < 0) {
        search(filled, filled, finds);
        return finds;
      }
      filled += count;
      if (filled == buffer.length) {
        // What begins in the last bytes may go on in the next piece.
        int done = filled - LONGEST;
        search(done, filled, finds);
        System.arraycopy(buffer, done, buffer, 0, LONGEST);
        filled = LONGEST;
      }
    }
  }

  private void search(int starts, int filled, Set<Find> finds) {
    int end = Math.min(starts, filled - WINDOW + 1);
    for (int at = 0; at < end; at++) {
      long hash = hash(buffer, at);
      if (known.get((int) (hash >>> (64 - HASH_BITS)))) {
        for (Canary.Needle needle : needles.getOrDefault(hash, List.of())) {
          if (matches(needle.bytes(), at, filled)) {
            finds.add(new Find(needle.canary(), needle.form()));
          }
        }
      }
    }
  }

  private boolean matches(byte[] needle, int at, int filled) {
    return at + needle.length <= filled
        && Arrays.equals(needle, 0, needle.length, buffer, at, at + needle.length);
  }
}
