package org.vouchsafe.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.processor.wasm.Engine;
import org.vouchsafe.processor.wasm.MemoryBudget;
import org.vouchsafe.processor.wasm.Program;

/** A program made ready to run: compiled first, and then again and again from what was compiled. */
final class Instantiating {
  private static final double WARM_LIMIT = 2;

  private Instantiating() {}

  static void measure(Path root, Report report) throws Exception {
    report.chapter("Instantiation of examples/census, in this process");
    Bytes module = Bytes.copyOf(Files.readAllBytes(root.resolve("examples/census/census.wasm")));
    ProgramPackage program = new ProgramPackage(module, List.of("census"), Map.of(), Map.of());
    Limits limits = Limits.DEFAULT;
    SecureRandom random = new SecureRandom();
    Bytes owner = Bytes.utf8("benchmark");
    try (Engine engine = new Engine(new MemoryBudget(2L << 30), random)) {
      long before = System.nanoTime();
      Program compiled = engine.compile(owner, program.digest(), module);
      engine.instantiate(compiled, program, limits).destroy(Code.CANCELLED);
      double cold = (System.nanoTime() - before) / 1e6;
      Figure warm =
          Figure.of(
              1,
              Duration.ofSeconds(3),
              Duration.ofSeconds(3),
              client ->
                  engine
                      .instantiate(engine.compile(owner, program.digest(), module), program, limits)
                      .destroy(Code.CANCELLED));
      report.figure("warm", warm);
      report.value("warm", warm.p50() / 1e3, "ms", WARM_LIMIT, "what was aimed at");
      report.value("cold, with parsing and compiling", cold, "ms", warm.p50() / 1e3, "warm");
    }
  }
}
