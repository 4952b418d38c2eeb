package org.vouchsafe.processor.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;

/** Programs that a C compiler made, from the repository's examples. */
@Timeout(120)
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  private final Engine engine = new Engine(new MemoryBudget(1L << 30), new SecureRandom());

  @AfterEach
  void close() {
    engine.close();
  }

  private ProgramInstance instance(String name, String... arguments) throws Exception {
    Bytes module = Bytes.copyOf(Files.readAllBytes(EXAMPLES.resolve(name + ".wasm")));
    ProgramPackage start =
        new ProgramPackage(module, List.of(arguments), Map.of("LANG", "C"), Map.of());
    return engine.instantiate(
        engine.compile(Bytes.of(1), start.digest(), module), start, Limits.DEFAULT);
  }

  @Test
  void a_command_reads_arguments_and_input_and_writes_what_is_expected() throws Exception {
    TestStreams streams = new TestStreams(Files.readString(EXAMPLES.resolve("census/pay.csv")));
    End end = instance("census/census", "census", "5").start(streams).outcome().get();
    assertEquals(new End.Finished(0), end);
    assertEquals(
        Files.readString(EXAMPLES.resolve("census/expected.txt"), StandardCharsets.UTF_8),
        streams.output());
  }

  @Test
  void a_reactor_keeps_its_accounts_from_call_to_call() throws Exception {
    ProgramInstance ledger = instance("ledger/ledger", "ledger");
    TestStreams first = new TestStreams("alice 100\n");
    assertInstanceOf(End.Finished.class, ledger.invoke("post", first).outcome().get());
    TestStreams second = new TestStreams("alice\n");
    assertInstanceOf(End.Finished.class, ledger.invoke("balance", second).outcome().get());
    assertEquals(true, second.output().contains("100"));
  }
}
