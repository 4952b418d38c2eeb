package org.vouchsafe.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the demo runs.
 *
 * @param program a WebAssembly module
 * @param arguments secret ones
 * @param input for its standard input
 * @param expected what it must print, where that is known
 */
record Story(Path program, List<String> arguments, Optional<Path> input, Optional<Path> expected) {

  static Story of(Installation installation, List<String> words) throws LaunchException {
    Optional<Path> program = Optional.empty();
    Optional<Path> input = Optional.empty();
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new LaunchException(words.get(i) + " needs a file.");
      }
      Path file = Path.of(words.get(i + 1)).toAbsolutePath();
      switch (words.get(i)) {
        case "--program" -> program = Optional.of(file);
        case "--input" -> input = Optional.of(file);
        default -> throw new LaunchException("demo takes --program FILE.wasm and --input FILE.");
      }
    }
    for (Optional<Path> file : List.of(program, input)) {
      if (file.isPresent() && !Files.isReadable(file.get())) {
        throw new LaunchException("There is no file " + file.get() + ".");
      }
    }
    if (program.isPresent()) {
      return new Story(program.get(), List.of(), input, Optional.empty());
    }
    Path census = installation.root().resolve("examples/census");
    return new Story(
        census.resolve("census.wasm"),
        List.of("5"),
        Optional.of(input.orElse(census.resolve("pay.csv"))),
        input.isPresent() ? Optional.empty() : Optional.of(census.resolve("expected.txt")));
  }
}
