package org.vouchsafe.engine.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.runtime.Trap;

/**
 * The project's own scripts: every instruction and every trap, without the public suite.
 *
 * <p>Together with them, two tests say that nothing was forgotten.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class OwnScriptsTest {
  /** A call that recurses for ever is at so many safepoints that they cannot all be stopped at. */
  private static final int MOST_STOPS = 2_000;

  static List<Path> scripts() throws Exception {
    Path folder =
        Path.of(OwnScriptsTest.class.getResource("/org/vouchsafe/engine/control.wast").toURI())
            .getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
    }
  }

  private static Tally run(Path file, Manner manner, Set<Op> met) throws IOException, TextError {
    Tally tally =
        ScriptRunner.run(file.getFileName().toString(), Files.readAllBytes(file), manner, met);
    assertTrue(tally.failures().isEmpty(), () -> String.join("\n", tally.failures()));
    assertEquals(List.of(), tally.otherReasons(), "refused, but for another reason");
    assertTrue(tally.total() > 0, "the script says nothing");
    return tally;
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void undisturbed(Path file) throws Exception {
    run(file, new Manner.Undisturbed(), EnumSet.noneOf(Op.class));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void stopped_and_continued(Path file) throws Exception {
    Random random = new Random(file.getFileName().toString().hashCode());
    run(file, new Manner.Stopping(random, MOST_STOPS), EnumSet.noneOf(Op.class));
  }

  @Test
  void every_instruction_and_every_trap_occurs() throws Exception {
    Set<Op> missing =
        Stream.of(Op.values())
            .filter(Op::isSupported)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Op.class)));
    Set<Trap.Reason> untrapped = EnumSet.allOf(Trap.Reason.class);
    for (Path file : scripts()) {
      Set<Op> met = EnumSet.noneOf(Op.class);
      untrapped.removeAll(run(file, new Manner.Undisturbed(), met).traps());
      missing.removeAll(met);
    }
    assertEquals(Set.of(), missing, "instructions in no script");
    assertEquals(Set.of(), untrapped, "traps that no script asserts");
  }

  @Test
  void a_stop_takes_place() throws Exception {
    Tally all = new Tally();
    for (Path file : scripts()) {
      all.add(run(file, new Manner.Stopping(new Random(1), 20), EnumSet.noneOf(Op.class)));
    }
    assertTrue(all.stops() > 100, "stopped " + all.stops() + " times");
  }
}
