package org.vouchsafe.attestation.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.SigningKey;

/** What a program is started with, from package, parameters and launch (activation-state.md §6). */
class AssemblyTest {
  private static final Bytes MODULE = Bytes.of(0, 'a', 's', 'm');
  private static final Bytes SALT = Bytes.copyOf(new byte[32]);
  private static final ProgramPackage PACKAGE =
      new ProgramPackage(
          MODULE,
          List.of("prog", "first"),
          Map.of("A", "package", "B", "package", "C", "package"),
          Map.of("/f", Bytes.of(1), "/g", Bytes.of(1)));

  private static ParametersBuilder parameters() {
    return Parameters.forOwner(Keys.of(SigningKey.Algorithm.ED25519).publicKey());
  }

  private static Launch launch(
      Map<String, String> environment, Map<String, Bytes> files, List<String> arguments) {
    return new Launch(
        SALT,
        arguments,
        environment,
        files,
        new ProgramSource.Attached(PACKAGE.digest(), Optional.empty()));
  }

  private static Code refusal(Launch launch, Parameters parameters) {
    return assertThrows(RefusedException.class, () -> launch.assemble(PACKAGE.encode(), parameters))
        .code();
  }

  @Test
  void argumentsFollowOneAnotherAndVariablesOverride() throws RefusedException {
    Parameters parameters =
        parameters().arguments(List.of("public")).environment(Map.of("B", "measured")).build();
    Launch launch =
        launch(Map.of("C", "secret"), Map.of("/g", Bytes.of(2), "/h/i", Bytes.of(3)), List.of("s"));
    assertEquals(
        new ProgramPackage(
            MODULE,
            List.of("prog", "first", "public", "s"),
            Map.of("A", "package", "B", "measured", "C", "secret"),
            Map.of("/f", Bytes.of(1), "/g", Bytes.of(2), "/h/i", Bytes.of(3))),
        launch.assemble(PACKAGE.encode(), parameters));
  }

  @Test
  void aProgramWithoutANameGetsOne() throws RefusedException {
    ProgramPackage bare = ProgramPackage.of(MODULE);
    Launch launch =
        new Launch(
            SALT,
            List.of("x"),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(bare.digest(), Optional.empty()));
    assertEquals(
        List.of("program", "x"), launch.assemble(bare.encode(), parameters().build()).arguments());
  }

  @Test
  void aSecretVariableCannotReplaceAMeasuredOne() {
    Parameters parameters = parameters().environment(Map.of("A", "measured")).build();
    assertSame(
        Code.BINDING_MISMATCH,
        refusal(launch(Map.of("A", "other"), Map.of(), List.of()), parameters));
  }

  @Test
  void aSecretFileCannotTurnAFileIntoAFolder() {
    assertSame(
        Code.CONFLICT,
        refusal(
            launch(Map.of(), Map.of("/f/below", Bytes.EMPTY), List.of()), parameters().build()));
  }

  @Test
  void theThreeTogetherStayWithinTheRulesOfAPackage() {
    assertSame(
        Code.CONFLICT,
        refusal(launch(Map.of(), Map.of(), Collections.nCopies(1024, "a")), parameters().build()));
  }

  @Test
  void aPackageThatCannotBeReadIsAMalformedProgram() {
    Bytes broken = Bytes.of(0xFF);
    Launch launch =
        new Launch(
            SALT,
            List.of(),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(ProgramPackage.digestOf(broken), Optional.empty()));
    RefusedException e =
        assertThrows(RefusedException.class, () -> launch.assemble(broken, parameters().build()));
    assertSame(Code.PROGRAM_MALFORMED, e.code());
  }

  @Test
  void aProgramThatWouldHaveToBeFetchedIsNotSupportedYet() {
    Launch launch =
        new Launch(
            SALT,
            List.of(),
            Map.of(),
            Map.of(),
            new ProgramSource.Fetched(
                PACKAGE.digest(), Optional.empty(), "https://example.org", Optional.empty()));
    assertSame(Code.UNSUPPORTED_VERSION, refusal(launch, parameters().build()));
  }

  @Test
  void anotherSignerIsNamed() {
    SigningKey vendor = Keys.of(SigningKey.Algorithm.P384);
    SigningKey other = Keys.of(SigningKey.Algorithm.P256);
    ProgramRule rule = new ProgramRule.Signer(vendor.publicKey(), 1);
    Bytes digest = PACKAGE.digest();
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () -> rule.check(digest, Optional.of(ProgramSignature.sign(other, digest, 1))));
    assertEquals(
        new Finding(
            Code.PROGRAM_DIGEST,
            "program signer",
            vendor.publicKey().toString(),
            other.publicKey().toString()),
        e.findings().getFirst());
  }

  @Test
  void aLaunchPrintsNothingOfItsContents() {
    Launch launch =
        new Launch(
            SALT,
            List.of("hunter2"),
            Map.of("TOKEN", "hunter2"),
            Map.of("/hunter2", Bytes.utf8("hunter2")),
            new ProgramSource.Fetched(
                PACKAGE.digest(), Optional.empty(), "hunter2", Optional.of(SALT)));
    assertEquals("Launch[" + launch.launchDigest() + "]", launch.toString());
    assertFalse(launch.program().toString().contains("hunter2"));
    assertFalse(launch.program().toString().contains(SALT.hex()));
  }
}
