package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vouchsafe.attestation.testing.Vector;
import org.vouchsafe.attestation.testing.Vector.Operation;

/** Runs every case of every file under {@code vectors/}; docs/spec/README.md has their form. */
class VectorsTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors");

  @TestFactory
  Stream<DynamicContainer> everyCaseDoesWhatItExpects() throws IOException {
    Map<String, Operation> operations = VectorOperations.all();
    List<DynamicContainer> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(FOLDER)) {
      for (Path file : found.filter(path -> path.toString().endsWith(".txt")).sorted().toList()) {
        files.add(
            DynamicContainer.dynamicContainer(
                file.getFileName().toString(),
                Vector.read(file).values().stream()
                    .map(
                        each ->
                            DynamicTest.dynamicTest(each.name(), () -> run(each, operations)))));
      }
    }
    return files.stream();
  }

  private static void run(Vector vector, Map<String, Operation> operations) throws Exception {
    Operation operation = operations.get(vector.operation());
    if (operation == null) {
      throw new AssertionError("no such operation: " + vector.operation());
    }
    Map<String, String> outputs = Map.of();
    String outcome;
    try {
      outputs = operation.run(vector);
      outcome = outputs.isEmpty() || !outputs.containsKey(Vector.OUTCOME) ? "ok" : "invalid";
    } catch (MalformedException e) {
      outcome = e.code().name();
    } catch (RefusedException e) {
      outcome = e.code().name();
    }
    assertEquals(vector.expected(), outcome, "outcome");
    if (outcome.equals("ok")) {
      assertEquals(vector.outputs(), outputs, "outputs");
    }
  }
}
