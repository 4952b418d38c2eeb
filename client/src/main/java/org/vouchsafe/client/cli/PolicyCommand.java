package org.vouchsafe.client.cli;

import java.nio.file.Path;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.PolicyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Groups the commands about policies. */
@Command(name = "policy", description = "Policy files.", subcommands = PolicyCommand.Check.class)
final class PolicyCommand extends Group {

  @Command(
      name = "check",
      description = "Read a policy file, and say on which line it is wrong if it is.",
      footer = {"", "Example:", "  vouchsafe policy check policy.yaml"})
  static final class Check extends Action {
    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @Override
    int run() throws Exception {
      boolean references = PolicyFile.load(file).referenceValues().isPresent();
      print(
          JsonObject.build().put("complete", true).put("referenceValues", references).done(),
          "This policy is complete"
              + (references
                  ? "."
                  : "; it names no environments, so it accepts those that a command names."));
      return ExitCode.OK;
    }
  }
}
