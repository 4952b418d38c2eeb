package org.vouchsafe.benchmarks;

import java.io.ByteArrayOutputStream;
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
import org.vouchsafe.processor.wasi.Streams;
import org.vouchsafe.processor.wasm.End;
import org.vouchsafe.processor.wasm.Engine;
import org.vouchsafe.processor.wasm.MemoryBudget;
import org.vouchsafe.processor.wasm.ProgramInstance;
import org.vouchsafe.processor.wasm.Run;

/**
 * A program made ready and run: compiled first, and then again and again from what was compiled. An
 * instance prepares itself at its first call, so the call belongs to what is measured.
 */
final class Instantiating {
  private static final double WARM_LIMIT = 2;
  private static final Figure.Pace PACE = new Figure.Pace(2, 3, Duration.ofSeconds(2));

  private Instantiating() {}

  private interface Call {
    Run on(ProgramInstance instance, Streams streams);
  }

  static void measure(Path root, Report report) throws Exception {
    report.chapter("Instantiation with the first call, in this process");
    Path census = root.resolve("examples/census");
    ProgramPackage command =
        new ProgramPackage(
            Bytes.copyOf(Files.readAllBytes(census.resolve("census.wasm"))),
            List.of("census", "5"),
            Map.of(),
            Map.of());
    byte[] table = Files.readAllBytes(census.resolve("pay.csv"));
    try (Engine engine = new Engine(new MemoryBudget(2L << 30), new SecureRandom())) {
      Figure.Act life = client -> live(engine, command, table, ProgramInstance::start);
      long before = System.nanoTime();
      life.perform(0);
      double cold = (System.nanoTime() - before) / 1e6;
      ProgramPackage reactor = Invoking.program();
      byte[] input = new byte[1024];
      List<Figure> warm =
          Figure.sideBySide(
              1,
              PACE,
              client ->
                  live(engine, reactor, input, (made, streams) -> made.invoke("echo", streams)),
              life);
      report.figure("warm: a reactor, and 1 KiB echoed", warm.get(0));
      report.value("the same", warm.get(0).p50() / 1e3, "ms", WARM_LIMIT, "what was aimed at");
      report.figure("warm: examples/census, run to its end", warm.get(1));
      report.value("the same", warm.get(1).p50() / 1e3, "ms", WARM_LIMIT, "what was aimed at");
      report.value("cold: parsed, compiled, run", cold, "ms", warm.get(1).p50() / 1e3, "warm");
    }
  }

  private static void live(Engine engine, ProgramPackage program, byte[] input, Call call)
      throws Exception {
    ProgramInstance instance =
        engine.instantiate(
            engine.compile(Bytes.utf8("benchmark"), program.digest(), program.module()),
            program,
            Limits.DEFAULT);
    Memory streams = new Memory(input);
    End end = call.on(instance, streams).outcome().get();
    instance.destroy(Code.CANCELLED);
    if (!(end instanceof End.Finished) || streams.output.size() == 0) {
      throw new IllegalStateException("the program ended with " + end);
    }
  }

  /** Input from an array, output to one. */
  private static final class Memory implements Streams {
    private final byte[] input;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private int position;

    private Memory(byte[] input) {
      this.input = input;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, input.length - position);
      System.arraycopy(input, position, into, offset, count);
      position += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public void write(int stream, byte[] from, int offset, int length) {
      output.write(from, offset, length);
    }

    @Override
    public boolean awaitInput(long nanos) {
      return true;
    }
  }
}
