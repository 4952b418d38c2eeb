package org.vouchsafe.attestation.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;

/** Encodings read back to the value they came from, and every bit of them is measured. */
class MeasureTest {
  private static final SigningKey OWNER = Keys.of(SigningKey.Algorithm.ED25519);

  @Provide
  static Arbitrary<Parameters> parameters() {
    return Structures.parameters();
  }

  @Provide
  static Arbitrary<ProgramPackage> packages() {
    return Structures.packages();
  }

  @Provide
  static Arbitrary<Launch> launches() {
    return Structures.launches();
  }

  @Property(tries = 300)
  void parametersReadBack(@ForAll("parameters") Parameters parameters) throws MalformedException {
    Parameters read = Parameters.parse(parameters.encode());
    assertEquals(parameters, read);
    assertEquals(parameters.encode(), read.encode());
  }

  @Property(tries = 300)
  void packagesReadBack(@ForAll("packages") ProgramPackage program) throws MalformedException {
    ProgramPackage read = ProgramPackage.parse(program.encode());
    assertEquals(program, read);
    assertEquals(program.digest(), ProgramPackage.digestOf(read.encode()));
  }

  @Property(tries = 300)
  void launchesReadBack(@ForAll("launches") Launch launch) throws MalformedException {
    Launch read = Launch.parse(launch.encode());
    assertEquals(launch, read);
    assertEquals(launch.launchDigest(), read.launchDigest());
  }

  @Property(tries = 100)
  void differentParametersAreDifferentEnvironments(
      @ForAll("parameters") Parameters one, @ForAll("parameters") Parameters other) {
    assertEquals(one.equals(other), environment(one).equals(environment(other)));
  }

  /** A01: any bit of the parameters, anywhere. */
  @Test
  void everyBitOfTheParametersIsMeasured() {
    Parameters parameters =
        Parameters.forOwner(OWNER.publicKey())
            .ownerSealKey(Bytes.copyOf(new byte[Parameters.SEAL_KEY_SIZE]))
            .program(new ProgramRule.Exact(Bytes.copyOf(new byte[48])))
            .arguments(List.of("-v", "x"))
            .environment(Map.of("LANG", "C"))
            .entries(List.of("add"))
            .build();
    EnvironmentId id = environment(parameters);
    byte[] encoded = parameters.encode().toArray();
    Set<EnvironmentId> seen = new HashSet<>(Set.of(id));
    for (int bit = 0; bit < 8 * encoded.length; bit++) {
      byte[] altered = encoded.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Parameters read = Parameters.parse(Bytes.copyOf(altered));
        assertFalse(!seen.add(environment(read)), "bit " + bit + " is not measured");
      } catch (MalformedException e) {
        // Refused: also fine.
      }
    }
    assertNotEquals(1, seen.size(), "no altered parameters could be read at all");
  }

  @Test
  void everyBitOfALoaderIsMeasured() {
    byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0};
    Set<Bytes> seen = new HashSet<>(Set.of(Loader.module(Bytes.copyOf(module)).digest()));
    for (int bit = 0; bit < 8 * module.length; bit++) {
      byte[] altered = module.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(!seen.add(Loader.module(Bytes.copyOf(altered)).digest()), "bit " + bit);
    }
  }

  /** A04: what ends the loader cannot begin the parameters. */
  @Test
  void bytesCannotMoveFromLoaderToParameters() {
    Parameters parameters = Parameters.forOwner(OWNER.publicKey()).build();
    Bytes moved = parameters.encode();
    ActivationState one = new ActivationState.MadeToOrder(Loader.module(Bytes.of(1)), parameters);
    ActivationState other =
        new ActivationState.Unbound(Loader.module(Bytes.concat(Bytes.of(1), moved)));
    assertNotEquals(one.id(), other.id());
  }

  @Test
  void bothOrdersEndInTheSameEnvironmentFromDifferentActivationStates() {
    Parameters parameters = Parameters.forOwner(OWNER.publicKey()).build();
    ActivationState made = new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters);
    ActivationState pooled = new ActivationState.Unbound(Loader.STANDARD_1);
    assertNotEquals(made.id(), pooled.id());
    assertEquals(
        EnvironmentId.of(made.loader(), parameters.binding()),
        EnvironmentId.of(pooled.loader(), parameters.binding()));
  }

  @Test
  void anIdentifierHas48Bytes() {
    for (int size : new int[] {0, 47, 49}) {
      Bytes wrong = Bytes.copyOf(new byte[size]);
      assertThrows(IllegalArgumentException.class, () -> new ActivationStateId(wrong));
      assertThrows(IllegalArgumentException.class, () -> new EnvironmentId(wrong));
      assertThrows(IllegalArgumentException.class, () -> new Binding(wrong));
      assertThrows(IllegalArgumentException.class, () -> new Lineage(wrong));
    }
    String hex = "ab".repeat(48);
    assertEquals(hex, ActivationStateId.fromHex(hex).toString());
    assertThrows(IllegalArgumentException.class, () -> ActivationStateId.fromHex("ab"));
  }

  private static EnvironmentId environment(Parameters parameters) {
    return EnvironmentId.of(Loader.STANDARD_1, parameters.binding());
  }
}
