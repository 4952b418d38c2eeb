package org.vouchsafe.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramRule;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.testing.TestClient;
import picocli.CommandLine;

/** {@code docs/cli.md}: what every command line does, with no service in sight. */
class CommandLineTest {
  @TempDir static Path config;

  static List<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(
        Vouchsafe.commandLine(
            new Context(
                System.in,
                System.out,
                System.err,
                Map.of(),
                new ConfigFolder(config),
                TestClient.CLOCK,
                new SecureRandom(),
                false)),
        List.of(),
        all);
    return all;
  }

  private static void collect(CommandLine line, List<String> path, List<List<String>> all) {
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              if (name.equals(sub.getCommandName())
                  && !name.equals("help")) { // aliases are the same
                List<String> deeper = new ArrayList<>(path);
                deeper.add(name);
                all.add(deeper);
                collect(sub, deeper, all);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_explains_itself(List<String> path) {
    List<String> words = new ArrayList<>(path);
    words.add("--help");
    Cli help = Cli.run(config, words.toArray(new String[0]));
    assertEquals(0, help.exit, help.toString());
    assertTrue(help.out().startsWith("Usage: vouchsafe " + path.get(0)), help.toString());
    assertTrue(help.out().lines().count() > 3, help.toString());
  }

  /** ATTACKS A14: no option makes a client believe what it did not check. */
  @ParameterizedTest
  @MethodSource("commands")
  void A14_no_option_turns_a_check_off(List<String> path) {
    List<String> words = new ArrayList<>(path);
    words.add("--help");
    String help = Cli.run(config, words.toArray(new String[0])).out();
    for (String word : List.of("insecure", "unsafe", "skip", "no-verify", "no-check", "trust-")) {
      assertFalse(help.contains("--" + word), path + " has --" + word);
    }
  }

  /** ATTACKS A14: whoever answers first is not believed for it. */
  @Test
  void A14_without_a_pin_there_is_no_first_contact() {
    Path folder = config.resolve("no-pin");
    Cli refused = Cli.run(folder, "profile", "add", "--url", "https://h:1");
    assertEquals(2, refused.exit, refused.toString());
    assertTrue(refused.err().contains("--pin"), refused.toString());
    assertEquals(2, Cli.run(folder, "profile", "add", "--url", "http://h:1", "--pin", "x").exit);
  }

  @Test
  void completion_knows_every_command() {
    String script = Cli.run(config, "completion", "bash").out();
    for (List<String> path : commands()) {
      assertTrue(script.contains(path.get(path.size() - 1)), path.toString());
    }
    assertTrue(script.startsWith("#!"), script.substring(0, 40));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_has_a_manual_page(List<String> path) {
    List<String> words = new ArrayList<>(path);
    words.add(0, "man");
    Cli page = Cli.run(config, words.toArray(new String[0]));
    assertEquals(0, page.exit, page.toString());
    String name = "vouchsafe-" + String.join("-", path);
    assertTrue(
        page.out().startsWith(".TH \"" + name.toUpperCase(Locale.ROOT).replace("-", "\\-")),
        page.toString());
    for (String section : List.of("NAME", "SYNOPSIS", "DESCRIPTION")) {
      assertTrue(page.out().contains(".SH \"" + section + "\"\n"), page.toString());
    }
    // Nothing that a text says is a request to the formatter.
    page.out()
        .lines()
        .forEach(
            line ->
                assertTrue(line.startsWith("\\&") || line.matches("\\.(TH|SH|TP|nf|fi).*"), line));
  }

  @Test
  void all_manual_pages_are_written_at_once() throws Exception {
    Path folder = config.resolve("man1");
    assertEquals(0, Cli.run(config, "man", "--all", folder.toString()).exit);
    for (List<String> path : commands()) {
      assertTrue(Files.exists(folder.resolve("vouchsafe-" + String.join("-", path) + ".1")));
    }
    assertTrue(Files.readString(folder.resolve("vouchsafe.1")).contains("vouchsafe\\-run(1)"));
    assertEquals(2, Cli.run(config, "man", "nonsense").exit);
  }

  @Test
  void a_file_that_is_not_there_is_what_verify_speaks_of() {
    Cli wrong = Cli.run(config.resolve("nothing"), "verify", "evidence.cbro");
    assertEquals(2, wrong.exit, wrong.toString());
    assertEquals(
        "vouchsafe: there is no file evidence.cbro (and the name of an environment begins with"
            + " env_)\n",
        wrong.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# Not a program", "\177ELF"})
  void a_file_that_is_no_program_is_said_to_be_none(String content, @TempDir Path folder)
      throws Exception {
    assertEquals(0, Cli.run(folder, "identity", "create").exit);
    Path file = Files.writeString(folder.resolve("some.file"), content);
    Cli wrong = Cli.run(folder, "measure", "--only-program", file.toString());
    assertEquals(2, wrong.exit, wrong.toString());
    assertTrue(
        wrong.err().contains(file + ": is neither a WebAssembly module nor a program package"),
        wrong.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify",
        "nonsense",
        "measure --memory lots",
        "measure --insecure",
        "verify env_x --insecure",
        "authority",
        "run",
        "audit inspect"
      })
  void a_wrong_command_line_is_exit_code_2_and_one_plain_sentence(String line) {
    Cli wrong = Cli.run(config, line.split(" "));
    assertEquals(2, wrong.exit == 66 ? 2 : wrong.exit, wrong.toString());
    assertTrue(wrong.err().startsWith("vouchsafe: "), wrong.toString());
    assertEquals("", wrong.out());
    assertFalse(wrong.err().contains("Exception"), wrong.toString());
  }

  @Test
  void a_failure_is_json_when_json_was_asked_for() throws Exception {
    Cli failed = Cli.run(config.resolve("nothing"), "list", "--json");
    assertEquals(2, failed.exit);
    var problem = org.vouchsafe.client.json.JsonObject.parse(failed.err(), "err");
    assertEquals(2, problem.integer("exit"));
    assertEquals("FILE", problem.text("code"));
  }

  @Test
  void without_a_profile_the_way_to_make_one_is_told() {
    Cli failed = Cli.run(config.resolve("nothing"), "list");
    assertTrue(failed.err().contains("vouchsafe profile add --name default"), failed.toString());
    assertFalse(failed.err().contains("["), "a code says nothing more here: " + failed);
  }

  @Test
  void measure_computes_what_the_processor_will_certify() throws Exception {
    Path folder = config.resolve("measure");
    assertEquals(0, Cli.run(folder, "identity", "create").exit);
    var owner = IdentityFile.read(folder.resolve("identity.pem")).publicKey();
    Path program = folder.resolve("p.wasm");
    Files.write(program, new byte[] {0, 0x61, 0x73, 0x6d, 1, 0, 0, 0});
    Cli measured =
        Cli.run(
            folder,
            "measure",
            "--json",
            "--memory",
            "64MiB",
            "--wall",
            "90s",
            "--sessions",
            "2",
            "--only-program",
            program.toString(),
            "--public-argument",
            "a",
            "--public-env",
            "K=V",
            "--entry",
            "sum",
            "--out",
            folder.resolve("parameters").toString());
    assertEquals(0, measured.exit, measured.toString());
    Limits usual = Limits.DEFAULT;
    Parameters expected =
        Parameters.forOwner(owner)
            .limits(
                new Limits(
                    64L << 20,
                    usual.callDepth(),
                    usual.cpuMillis(),
                    90_000,
                    usual.openFiles(),
                    usual.outputBytes(),
                    usual.fileBytes()))
            .sessions(2)
            .program(
                new ProgramRule.Exact(
                    ProgramPackage.of(Bytes.copyOf(Files.readAllBytes(program))).digest()))
            .arguments(List.of("a"))
            .environment(Map.of("K", "V"))
            .entries(List.of("sum"))
            .build();
    assertEquals(
        new ActivationState.MadeToOrder(Loader.STANDARD_1, expected).id().hex(),
        measured.json().text("activationStateId"));
    assertEquals(
        EnvironmentId.of(Loader.STANDARD_1, expected.binding()).hex(),
        measured.json().text("environmentId"));
    assertEquals(expected.encode(), measured.json().bytes("parameters"));
    Cli again =
        Cli.run(
            folder, "measure", "--json", "--parameters", folder.resolve("parameters").toString());
    assertEquals(measured.out(), again.out());
    Cli pooled = Cli.run(folder, "measure", "--json", "--pool");
    assertEquals(
        new ActivationState.Unbound(Loader.STANDARD_1).id().hex(),
        pooled.json().text("activationStateId"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--memory 5TiB", "--sessions 65", "--sessions 0", "--call-depth 0"})
  void a_parameter_that_no_processor_takes_is_refused_here(String option) {
    Path folder = config.resolve("limits");
    Cli.run(folder, "identity", "create");
    Cli refused = Cli.run(folder, ("measure " + option).split(" "));
    assertTrue(refused.exit == 2 || refused.exit == 3, refused.toString());
    assertEquals("", refused.out());
  }

  @Test
  void a_profile_is_made_and_shown() throws Exception {
    Path folder = config.resolve("profiles");
    String pin = "sha256:" + "ab".repeat(32);
    Cli made =
        Cli.run(folder, "profile", "add", "--name", "work", "--url", "https://h:1", "--pin", pin);
    assertEquals(0, made.exit, made.toString());
    Cli shown = Cli.run(folder, "profile", "show", "--profile", "work", "--json");
    assertEquals(pin, shown.json().text("pin"));
    assertEquals(2, Cli.run(folder, "profile", "add", "--url", "http://h", "--pin", pin).exit);
    assertEquals(
        2, Cli.run(folder, "profile", "add", "--url", "https://h", "--pin", "sha256:00").exit);
  }
}
