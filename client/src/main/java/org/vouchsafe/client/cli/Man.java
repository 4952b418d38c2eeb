package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints manual pages. */
@Command(
    name = "man",
    description = "Print the manual page of a command, or write those of all commands.",
    footer = {
      "",
      "Examples:",
      "  vouchsafe man run | man -l -",
      "  vouchsafe man --all ~/.local/share/man/man1"
    })
final class Man extends Action {
  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Default: vouchsafe itself.")
  private List<String> words = List.of();

  @Option(names = "--all", paramLabel = "DIR", description = "Write each page to a file in DIR.")
  private @Nullable Path all;

  @Spec private @Nullable CommandSpec spec;

  @Override
  int run() throws IOException, UsageException {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    if (all != null) {
      Files.createDirectories(all);
      write(spec.root(), all);
      return ExitCode.OK;
    }
    CommandSpec wanted = spec.root();
    for (String word : words) {
      CommandLine next = wanted.subcommands().get(word);
      if (next == null) {
        throw new UsageException(
            "there is no command " + word + "; see: " + wanted.qualifiedName() + " --help");
      }
      wanted = next.getCommandSpec();
    }
    context().out().print(ManPage.of(wanted));
    return ExitCode.OK;
  }

  private static void write(CommandSpec command, Path folder) throws IOException {
    Files.write(
        folder.resolve(ManPage.name(command) + ".1"),
        ManPage.of(command).getBytes(StandardCharsets.UTF_8));
    for (CommandLine below : command.subcommands().values()) {
      write(below.getCommandSpec(), folder);
    }
  }
}
