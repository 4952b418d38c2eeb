package org.vouchsafe.processor.wasm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.testing.Seeds;

/**
 * ATTACKS S06: any bytes at all are a program that runs and ends within its limits, or are refused
 * with one of three codes. In the normal build the seeds are replayed; {@code JAZZER_FUZZ=1}
 * searches for more.
 */
class ModulesFuzzTest {
  private static final Limits BRIEF = new Limits(16 << 20, 1000, 50, 200, 16, 1 << 16, 1 << 16);
  private static final Set<Code> REFUSALS =
      Set.of(Code.PROGRAM_MALFORMED, Code.TOO_LARGE, Code.LIMIT_MEMORY);
  private static final Set<Code> ENDS =
      Set.of(
          Code.TRAP,
          Code.LIMIT_TIME,
          Code.LIMIT_DEPTH,
          Code.LIMIT_MEMORY,
          Code.LIMIT_OUTPUT,
          Code.PROGRAM_MALFORMED);

  private static final Engine ENGINE = new Engine(new MemoryBudget(64 << 20), new SecureRandom());

  static Stream<Arguments> seeds() throws IOException {
    List<Bytes> whole =
        List.of(
            Bytes.fromHex("0061736d01000000"),
            Programs.exit(7),
            Programs.endless(),
            Programs.recursion(),
            Programs.flood(),
            Programs.cat(),
            Programs.reactor(),
            Bytes.copyOf(Files.readAllBytes(Path.of("..", "examples", "ledger", "ledger.wasm"))));
    return Seeds.around(whole);
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_module_is_refused_or_ends_within_its_limits(byte[] data) throws Exception {
    Bytes module = Bytes.copyOf(data);
    Program program;
    try {
      program = ENGINE.compile(module, Bytes.EMPTY, module);
    } catch (RefusedException e) {
      if (!REFUSALS.contains(e.code())) {
        throw new AssertionError("refused with " + e.code());
      }
      return;
    }
    ProgramPackage start = new ProgramPackage(module, List.of("p"), Map.of(), Map.of());
    ProgramInstance instance = ENGINE.instantiate(program, start, BRIEF);
    try {
      TestStreams streams = new TestStreams("a b c", 1 << 16, false);
      if (program.isCommand()
          && instance.start(streams).outcome().get() instanceof End.Failed failed
          && !ENDS.contains(failed.code())) {
        throw new AssertionError("ended with " + failed);
      }
    } finally {
      instance.destroy(Code.CANCELLED);
    }
  }
}
