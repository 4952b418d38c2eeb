package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in the demo's story, with a folder of their own: uses the command line as anybody would,
 * and shows what is typed and what comes back.
 */
final class Person {
  private final String name;
  private final Path folder;
  private final Path program;
  private final Steps steps;

  Person(String name, Path folder, Installation installation, Steps steps) throws IOException {
    this.name = name;
    this.folder = Folders.open(folder);
    this.program = installation.root().resolve("vouchsafe");
    this.steps = steps;
  }

  /** What a command wrote. */
  record Said(String out, String err) {
    /** The last line of standard output. */
    String last() {
      String[] lines = out.strip().split("\n", -1);
      return lines[lines.length - 1];
    }
  }

  Path folder() {
    return folder;
  }

  Path file(String file) {
    return folder.resolve(file);
  }

  /** Takes over a file that somebody else hands over, outside the service. */
  void isHanded(Path file, String as) throws IOException {
    Folders.write(file(as), Files.readString(file));
  }

  /** Runs a command that must succeed. */
  Said does(String... arguments) throws IOException, InterruptedException, LaunchException {
    return types(0, null, arguments);
  }

  /** The same with something on standard input that is not shown. */
  Said doesWith(byte[] input, String... arguments)
      throws IOException, InterruptedException, LaunchException {
    return types(0, input, arguments);
  }

  /** Runs a command that must be refused: exit code 3. */
  Said isRefused(String... arguments) throws IOException, InterruptedException, LaunchException {
    return types(3, null, arguments);
  }

  private Said types(int expected, byte @Nullable [] input, String... arguments)
      throws IOException, InterruptedException, LaunchException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    steps.say("    " + name + "$ vouchsafe " + shown(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("VOUCHSAFE_CONFIG", folder.toString());
    builder.environment().put("VOUCHSAFE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("VOUCHSAFE_NO_BUILD", "1");
    Path errors = Files.createTempFile(folder, ".", ".err");
    Process process = builder.redirectError(errors.toFile()).start();
    try {
      Thread.ofVirtual().start(() -> feed(process, input));
      String out;
      try (InputStream in = process.getInputStream()) {
        out = new String(in.readAllBytes(), UTF_8);
      }
      int code = process.waitFor();
      Said said = new Said(out, Files.readString(errors));
      show(said);
      if (code != expected) {
        throw new LaunchException(
            "vouchsafe %s ended with exit code %d; the story needs %d."
                .formatted(arguments[0], code, expected));
      }
      return said;
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(errors);
    }
  }

  private static void feed(Process process, byte @Nullable [] input) {
    try (OutputStream to = process.getOutputStream()) {
      if (input != null) {
        to.write(input);
      }
    } catch (IOException e) {
      // A program need not read all that it is given.
    }
  }

  private void show(Said said) {
    for (String text : List.of(said.out(), said.err())) {
      text.lines().forEach(line -> steps.say("    | " + line));
    }
  }

  /** Paths are long; what matters is the file. */
  private String shown(String... arguments) {
    List<String> words = new ArrayList<>();
    for (String argument : arguments) {
      words.add(
          argument.startsWith(folder + "/")
              ? folder.relativize(Path.of(argument)).toString()
              : argument);
    }
    return String.join(" ", words);
  }
}
