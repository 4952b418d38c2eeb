package org.vouchsafe.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.testing.Vector;

/** Runs every case of {@code vectors/frames.txt}: {@code docs/spec/entry-gate.md} §6. */
class VectorsTest {
  private static final Path FILE = Path.of("src/test/resources/vectors/frames.txt");

  @TestFactory
  Stream<DynamicTest> every_case_does_what_it_expects() throws IOException {
    return Vector.read(FILE).values().stream()
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)));
  }

  private static void run(Vector vector) {
    Bytes input = vector.bytes("input");
    String outcome;
    try {
      assertEquals(input, read(vector.operation(), input).encode(), "encodes back to itself");
      outcome = "ok";
    } catch (MalformedException e) {
      outcome = e.code().name();
    }
    assertEquals(vector.expected(), outcome, "outcome");
  }

  private static Cbor read(String operation, Bytes input) throws MalformedException {
    return switch (operation) {
      case "frame" -> Frame.parse(input).toCbor();
      case "area" -> AreaDescription.from(decode(input)).toCbor();
      case "processor" -> ProcessorDescription.from(decode(input)).toCbor();
      default -> throw new AssertionError("no such operation: " + operation);
    };
  }

  private static Cbor decode(Bytes input) throws MalformedException {
    return Cbor.decode(input, "result", Connection.MAX_FRAME);
  }
}
