package org.vouchsafe.attestation.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.vouchsafe.attestation.Bytes;

/** What a fuzz test starts from, and what the normal build replays. */
public final class Seeds {
  private static final int PLACES = 8;

  private Seeds() {}

  /** Nothing, each input, and what is cut and bent out of it at seven places. */
  public static Stream<Arguments> around(List<Bytes> inputs) {
    List<Bytes> seeds = new ArrayList<>(List.of(Bytes.EMPTY));
    for (Bytes input : inputs) {
      seeds.add(input);
      for (int i = 1; i < PLACES; i++) {
        seeds.add(input.slice(0, input.size() * i / PLACES));
        byte[] bent = input.toArray();
        bent[bent.length * i / PLACES] ^= (byte) (1 << i);
        seeds.add(Bytes.copyOf(bent));
      }
    }
    return seeds.stream().map(seed -> Arguments.of((Object) seed.toArray()));
  }
}
