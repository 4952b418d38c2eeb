package org.vouchsafe.client.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that only leads to others. */
abstract class Group implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final void run() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        spec.parent() == null
            ? "say which command you want"
            : "say which of " + String.join(", ", spec.subcommands().keySet()) + " you want");
  }
}
