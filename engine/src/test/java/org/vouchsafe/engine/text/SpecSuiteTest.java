package org.vouchsafe.engine.text;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.vouchsafe.engine.module.Op;

/**
 * The core files of the specification's own test suite (repository WebAssembly/spec, tag wg-2.0,
 * folder {@code test/core}), in the folder that the property {@code engine.spec} names. No file is
 * left out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SpecSuiteTest {
  private static final String FOLDER = "engine.spec";
  private static final int MOST_STOPS = 2_000;

  private final Tally undisturbed = new Tally();
  private final Tally stopped = new Tally();

  @BeforeAll
  void needsTheSuite() {
    assumeTrue(
        System.getProperty(FOLDER) != null,
        "skipped: -D" + FOLDER + " does not name the suite's folder test/core");
  }

  @AfterAll
  void printTotals() {
    System.out.println("specification suite, undisturbed: " + undisturbed);
    System.out.println("specification suite, stopped and continued: " + stopped);
  }

  @TestFactory
  Stream<DynamicTest> undisturbed() throws IOException {
    return scripts(undisturbed, file -> new Manner.Undisturbed());
  }

  @TestFactory
  Stream<DynamicTest> stoppedAndContinued() throws IOException {
    return scripts(
        stopped,
        file ->
            new Manner.Stopping(new Random(file.getFileName().toString().hashCode()), MOST_STOPS));
  }

  private static Stream<DynamicTest> scripts(
      Tally total, java.util.function.Function<Path, Manner> manner) throws IOException {
    Path folder = Path.of(System.getProperty(FOLDER, ""));
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
    }
    assertTrue(!files.isEmpty(), "no script in " + folder);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> run(file, manner.apply(file), total)));
  }

  private static void run(Path file, Manner manner, Tally total) throws Exception {
    Tally tally =
        ScriptRunner.run(
            file.getFileName().toString(),
            Files.readAllBytes(file),
            manner,
            EnumSet.noneOf(Op.class));
    total.add(tally);
    assertTrue(tally.failures().isEmpty(), () -> String.join("\n", tally.failures()));
    assertTrue(tally.total() > 0, "the script says nothing");
  }
}
