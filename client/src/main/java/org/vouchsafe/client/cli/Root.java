package org.vouchsafe.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** The top of the command line. */
@Command(
    name = "vouchsafe",
    versionProvider = Version.class,
    description = {
      "Run programs on somebody else's computer, and have it proved what runs there.",
      ""
    },
    footer = {
      "",
      "Exit codes:",
      "  0 done · 1 fault in vouchsafe · 2 usage or file",
      "  3 refused by verification or policy · 4 refused by the service or the processor",
      "  5 service not reachable",
      "  run, attach, invoke, open: the program's own, and 64 more for the above"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ProfileCommand.class,
      Identity.class,
      Login.class,
      PolicyCommand.class,
      Measure.class,
      Establish.class,
      Verify.class,
      Authorise.class,
      Run.class,
      Attach.class,
      Invoke.class,
      Seal.class,
      Open.class,
      Delegate.class,
      ListCommand.class,
      Show.class,
      Jobs.class,
      Events.class,
      Terminate.class,
      Processors.class,
      Account.class,
      Token.class,
      Audit.class,
      AuthorityCommand.class,
      Completion.class,
      Man.class,
      HelpCommand.class
    })
final class Root extends Group {
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean version;
}
