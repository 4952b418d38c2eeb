package org.vouchsafe.attestation;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Vector;

/**
 * Any bytes at all: a parser reads them into a value that encodes back to them, or throws {@link
 * MalformedException}, and nothing else. In the normal build the seeds are replayed (every input of
 * the vectors, and what fuzzing found); {@code JAZZER_FUZZ=1} searches for more.
 */
class ParsersFuzzTest {
  private interface Parser {
    Bytes readAndEncode(Bytes input) throws MalformedException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          input -> Cbor.decode(input, "input", 1 << 20).encode(),
          input -> Loader.parse(input).encode(),
          input -> Parameters.parse(input).encode(),
          input -> ProgramPackage.parse(input).encode(),
          input -> Launch.parse(input).encode(),
          input -> Credential.parse(input).encode(),
          input -> ClientHello.parse(input).encode(),
          input -> ServerHello.parse(input).encode(),
          input -> Endorsements.parse(input).encode(),
          input -> EvidenceBundle.parse(input).encode(),
          input -> VerifyingKey.parse(input).spki(),
          input -> Bytes.copyOf(SigningKey.fromPkcs8(input.toArray()).pkcs8()));

  static Stream<Arguments> seeds() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/vectors"))) {
      List<byte[]> seeds = new java.util.ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".txt")).toList()) {
        for (Vector vector : Vector.read(file).values()) {
          for (Bytes input : vector.all("input")) {
            seeds.add(input.toArray());
          }
        }
      }
      return seeds.stream().map(seed -> Arguments.of((Object) seed));
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void parsersReadExactlyOrRefuse(byte[] data) {
    Bytes input = Bytes.copyOf(data);
    for (Parser parser : PARSERS) {
      try {
        if (!parser.readAndEncode(input).equals(input)) {
          throw new AssertionError("two encodings of one value");
        }
      } catch (MalformedException e) {
        // The one way to refuse.
      }
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void signaturesAreJudgedAndNeverThrow(byte[] signature) throws MalformedException {
    for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
      if (Keys.of(algorithm).publicKey().verifies(Bytes.copyOf(signature), "VS-fuzz")) {
        throw new AssertionError("a forgery");
      }
    }
  }
}
