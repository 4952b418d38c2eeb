package org.vouchsafe.attestation.measure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.SigningKey;

class ParametersTest {
  private static ParametersBuilder builder() {
    return Parameters.forOwner(Keys.of(SigningKey.Algorithm.ED25519).publicKey());
  }

  @Test
  void theDefaultsAreSupportedAndStartNothingThatWasNotAskedFor() {
    Parameters parameters = builder().build();
    assertDoesNotThrow(parameters::requireSupported);
    assertEquals(new FreshnessAuthority.Owner(parameters.ownerKey()), parameters.authority());
    assertSame(Parameters.Commit.NONE, parameters.commit());
    assertSame(Parameters.Reads.SESSION, parameters.reads());
    assertEquals(Recipients.NONE, parameters.recipients());
    assertEquals(Limits.DEFAULT, parameters.limits());
    assertEquals(8, parameters.sessions());
    assertEquals(new ProgramRule.Later(), parameters.program());
  }

  @Test
  void aSealKeyMakesTheClientARecipient() {
    Bytes key = Bytes.copyOf(new byte[Parameters.SEAL_KEY_SIZE]);
    Parameters parameters = builder().ownerSealKey(key).build();
    assertEquals(Recipients.client(key), parameters.recipients());
    assertDoesNotThrow(parameters::requireSupported);
  }

  @Test
  void everythingThatIsNotBuiltYetIsAmongTheFindings() {
    Parameters parameters =
        builder()
            .commit(Parameters.Commit.CHECKPOINT)
            .reads(Parameters.Reads.FRESH)
            .authority(new FreshnessAuthority.Local(Bytes.of(1)))
            .limits(new Limits(Long.MAX_VALUE, 1, 1, 1, 1, 1, 1))
            .build();
    RefusedException e = assertThrows(RefusedException.class, parameters::requireSupported);
    assertSame(Code.UNSUPPORTED_VERSION, e.code());
    assertEquals(
        List.of("parameter commit", "parameter reads", "parameter authority", "limit memoryBytes"),
        e.findings().stream().map(Finding::check).toList());
  }

  @Test
  void entriesAreAnyOrThoseNamedOrNone() {
    assertTrue(builder().build().allowsEntry("anything"));
    Parameters named = builder().entries(List.of("add")).build();
    assertTrue(named.allowsEntry("add"));
    assertFalse(named.allowsEntry("mul"));
    assertFalse(builder().entries(List.of()).build().allowsEntry("add"));
  }

  @Test
  void whatCouldNotBeReadBackCannotBeMade() {
    List<Executable> makers =
        List.of(
            () -> builder().sessions(0).build(),
            () -> builder().sessions(65).build(),
            () -> builder().arguments(List.of("a\0")).build(),
            () -> builder().environment(Map.of("", "x")).build(),
            () -> builder().environment(Map.of("A=B", "x")).build(),
            () -> builder().entries(List.of("")).build(),
            () -> builder().entries(List.of("\0a")).build(),
            () -> builder().ownerSealKey(Bytes.EMPTY).build(),
            () -> builder().arguments(Collections.nCopies(20, "a".repeat(4000))).build(),
            () -> builder().arguments(List.of("\uD800")).build(),
            () -> new Parameters.Upgrade(builder().build().ownerKey(), -1),
            () -> new ProgramRule.Exact(Bytes.EMPTY),
            () -> new ProgramRule.Signer(builder().build().ownerKey(), -1),
            () -> new FreshnessAuthority.Local(Bytes.EMPTY),
            () -> new FreshnessAuthority.Quorum(List.of(Bytes.of(1)), 1),
            () -> new Limits(0, 1, 1, 1, 1, 1, 1),
            () -> new Limits(1, 1, 1, 1, 1, 1, -1),
            () -> Loader.builtIn("Standard/1"),
            () -> Loader.builtIn("a".repeat(64) + "/1"),
            () -> Loader.module(Bytes.EMPTY),
            () -> ProgramPackage.of(Bytes.EMPTY));
    for (int i = 0; i < makers.size(); i++) {
      assertThrows(IllegalArgumentException.class, makers.get(i), "maker " + i);
    }
  }

  @Test
  void everyLimitIsCompared() {
    Limits bound = new Limits(1, 1, 1, 1, 1, 1, 1);
    List<Limits> beyond =
        List.of(
            new Limits(2, 1, 1, 1, 1, 1, 1),
            new Limits(1, 2, 1, 1, 1, 1, 1),
            new Limits(1, 1, 2, 1, 1, 1, 1),
            new Limits(1, 1, 1, 2, 1, 1, 1),
            new Limits(1, 1, 1, 1, 2, 1, 1),
            new Limits(1, 1, 1, 1, 1, 2, 1),
            new Limits(1, 1, 1, 1, 1, 1, 2));
    for (Limits limits : beyond) {
      RefusedException e = assertThrows(RefusedException.class, () -> limits.requireWithin(bound));
      assertSame(Code.TOO_LARGE, e.code());
    }
    assertEquals(
        7,
        beyond.stream()
            .map(
                limits ->
                    assertThrows(RefusedException.class, () -> limits.requireWithin(bound))
                        .findings()
                        .getFirst()
                        .check())
            .distinct()
            .count());
  }

  @Test
  void theyMayFillTheirLimitAndNoMore() {
    int rest = Parameters.MAX_SIZE - withArgument(40_000).encode().size();
    assertEquals(Parameters.MAX_SIZE, withArgument(40_000 + rest).encode().size());
    assertThrows(IllegalArgumentException.class, () -> withArgument(40_001 + rest));
  }

  private static Parameters withArgument(int size) {
    return builder().arguments(List.of("a".repeat(size))).build();
  }

  @Test
  void theBuilderKeepsWhatItIsTold() {
    Parameters.Upgrade upgrade =
        new Parameters.Upgrade(Keys.of(SigningKey.Algorithm.P256).publicKey(), 3);
    assertEquals(Optional.of(upgrade), builder().upgrade(upgrade).sessions(3).build().upgrade());
  }

  @Test
  void aProcessorMayOfferLessThanTheMaximum() {
    assertDoesNotThrow(() -> Limits.DEFAULT.requireWithin(Limits.DEFAULT));
    RefusedException e =
        assertThrows(RefusedException.class, () -> Limits.MAXIMUM.requireWithin(Limits.DEFAULT));
    assertEquals(
        new Finding(Code.TOO_LARGE, "limit memoryBytes", "at most 268435456", "4294967296"),
        e.findings().getFirst());
  }
}
