package org.vouchsafe.client.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a completion script. */
@Command(
    name = "completion",
    description = "Print a completion script for your shell.",
    footer = {
      "",
      "Examples:",
      "  source <(vouchsafe completion bash)",
      "  vouchsafe completion zsh > ~/.vouchsafe-completion; source ~/.vouchsafe-completion"
    })
final class Completion extends Action {
  /** A shell that can be served. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell = Shell.BASH;

  @Spec private @Nullable CommandSpec spec;

  @Override
  int run() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    // One script serves both: it turns on zsh's bashcompinit by itself where it runs in zsh.
    context().out().print(AutoComplete.bash("vouchsafe", spec.root().commandLine()));
    note("Completion for " + shell.name().toLowerCase(Locale.ROOT) + " written.");
    return ExitCode.OK;
  }
}
