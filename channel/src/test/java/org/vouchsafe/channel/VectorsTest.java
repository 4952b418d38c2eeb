package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.testing.Vector;

/** Runs every case of every file under {@code vectors/}: what a second implementation would run. */
class VectorsTest {
  static final Path FOLDER = Path.of("src/test/resources/vectors");

  static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(FOLDER)) {
      return found.filter(path -> path.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicContainer> every_case_does_what_it_expects() throws IOException {
    List<DynamicContainer> containers = new ArrayList<>();
    for (Path file : files()) {
      containers.add(
          DynamicContainer.dynamicContainer(
              file.getFileName().toString(),
              Vector.read(file).values().stream()
                  .map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each)))));
    }
    return containers.stream();
  }

  @Test
  void there_are_a_hundred_that_must_be_refused_and_some_that_must_not() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Path file : files()) {
      Vector.read(file).values().forEach(vector -> expected.add(vector.expected()));
    }
    assertTrue(expected.stream().filter(e -> !e.equals("ok")).count() >= 100);
    assertTrue(expected.stream().filter(e -> e.equals("ok")).count() >= 30);
  }

  private static void run(Vector vector) {
    Map<String, String> outputs = Map.of();
    String outcome;
    try {
      outputs = VectorOperations.run(vector);
      outcome = "ok";
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
