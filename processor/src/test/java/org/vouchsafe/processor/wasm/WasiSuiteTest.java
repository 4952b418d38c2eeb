package org.vouchsafe.processor.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;

/**
 * The programs of github.com/WebAssembly/wasi-testsuite for preview 1 (branch prod/testsuite-base):
 * {@code -Dwasi.testsuite=FOLDER} names a checkout of it. Beside each program lies what it is given
 * and what it must do, as JSON.
 */
class WasiSuiteTest {
  private static final String FOLDER = "wasi.testsuite";
  private static final Path PREVIEW_1 = Path.of("wasm32-wasip1");

  /** What differs here on purpose, and why. */
  private static final Map<String, String> DIFFERENT = Map.of();

  private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";

  @TestFactory
  Stream<DynamicTest> suite() throws IOException {
    String named = System.getProperty(FOLDER, "");
    assumeTrue(
        !named.isEmpty(),
        "skipped: -D"
            + FOLDER
            + "=FOLDER names a checkout of github.com/WebAssembly/wasi-testsuite");
    List<Path> programs;
    try (Stream<Path> all = Files.walk(Path.of(named))) {
      programs =
          all.filter(file -> file.toString().endsWith(".wasm"))
              .filter(file -> file.getParent().endsWith(PREVIEW_1))
              .sorted()
              .toList();
    }
    assertFalse(programs.isEmpty(), "no programs in " + named);
    return programs.stream()
        .map(
            program -> {
              String name = program.getFileName().toString().replace(".wasm", "");
              return DynamicTest.dynamicTest(name, () -> test(program, name));
            });
  }

  private static void test(Path program, String name) throws Exception {
    String difference = DIFFERENT.getOrDefault(name, "");
    assumeTrue(difference.isEmpty(), difference);
    Path beside = program.resolveSibling(name + ".json");
    String wanted = Files.exists(beside) ? Files.readString(beside) : "";
    List<String> arguments = new ArrayList<>(List.of(name + ".wasm"));
    strings(inside(wanted, "args", '[', ']')).forEach(match -> arguments.add(text(match, 1)));
    Map<String, String> environment = new HashMap<>();
    Pattern.compile(STRING + "\\s*:\\s*" + STRING)
        .matcher(inside(wanted, "env", '{', '}'))
        .results()
        .forEach(match -> environment.put(text(match, 1), text(match, 2)));
    Map<String, Bytes> files = new TreeMap<>();
    Optional<String> root = value(wanted, "root", STRING);
    if (root.isPresent()) {
      read(program.resolveSibling(root.get()), files);
    }
    TestStreams streams = new TestStreams("");
    assertEquals(
        new End.Finished(value(wanted, "exit_code", "(\\d+)").map(Integer::valueOf).orElse(0)),
        run(program, arguments, environment, files, streams),
        streams.output());
    Optional<String> output = value(wanted, "(?:stdout|payload)", STRING);
    if (output.isPresent()) {
      assertEquals(output.get(), streams.output());
    }
  }

  private static End run(
      Path program,
      List<String> arguments,
      Map<String, String> environment,
      Map<String, Bytes> files,
      TestStreams streams)
      throws Exception {
    Bytes module = Bytes.copyOf(Files.readAllBytes(program));
    ProgramPackage start = new ProgramPackage(module, arguments, environment, files);
    try (Engine engine = new Engine(new MemoryBudget(1L << 30), new SecureRandom())) {
      return engine
          .instantiate(engine.compile(Bytes.of(1), start.digest(), module), start, Limits.DEFAULT)
          .start(streams)
          .outcome()
          .get();
    }
  }

  private static void read(Path root, Map<String, Bytes> files) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put("/" + root.relativize(file), Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
  }

  /** What stands between the brackets of the member {@code name}; none of the suite's is nested. */
  private static String inside(String json, String name, char open, char close) {
    Matcher matcher =
        Pattern.compile(
                "\"" + name + "\"\\s*:\\s*\\" + open + "((?:" + STRING + "|[^\"])*?)\\" + close)
            .matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static Stream<MatchResult> strings(String list) {
    return Pattern.compile(STRING).matcher(list).results();
  }

  private static Optional<String> value(String json, String name, String form) {
    Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*" + form).matcher(json);
    return matcher.find() ? Optional.of(text(matcher.toMatchResult(), 1)) : Optional.empty();
  }

  private static String text(MatchResult match, int group) {
    return match.group(group).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
  }
}
