package org.vouchsafe.client.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vouchsafe.client.json.JsonObject;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Entry point of the command line. */
public final class Vouchsafe {
  private Vouchsafe() {}

  /** Runs one command and ends the process with its exit code ({@code docs/cli.md}). */
  public static void main(String... args) {
    // Answered before anything else is loaded: scripts ask for it often.
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      System.out.println(Version.line());
      return;
    }
    int code = execute(Context.ofProcess(), args);
    System.out.flush();
    System.exit(code);
  }

  static int execute(Context context, String... args) {
    CommandLine line = commandLine(context);
    line.setOut(writer(context.out()));
    line.setErr(writer(context.err()));
    return line.execute(args);
  }

  static CommandLine commandLine(Context context) {
    IFactory factory = new Factory(context);
    CommandLine line = new CommandLine(Root.class, factory);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setParameterExceptionHandler(Vouchsafe::wrongArguments);
    line.setExecutionExceptionHandler(
        (failure, at, parsed) -> Failures.report(failure, at, context));
    return line;
  }

  /** Says what is wrong in one line; the whole help would push it off the screen. */
  private static int wrongArguments(CommandLine.ParameterException failure, String[] args) {
    CommandLine at = failure.getCommandLine();
    PrintWriter err = at.getErr();
    String message = Plain.line(String.valueOf(failure.getMessage()));
    if (List.of(args).contains("--json")) {
      JsonObject problem =
          JsonObject.build().put("code", "USAGE").put("detail", message).put("exit", 2).done();
      err.println(problem.compact());
    } else {
      err.println("vouchsafe: " + message);
      CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
      err.println("See: " + at.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** Gives each command its context. */
  private record Factory(Context context) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      K made = CommandLine.defaultFactory().create(type);
      if (made instanceof Action action) {
        action.use(context);
      }
      return made;
    }
  }
}
