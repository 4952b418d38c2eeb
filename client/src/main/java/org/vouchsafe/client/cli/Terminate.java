package org.vouchsafe.client.cli;

import java.util.List;
import org.vouchsafe.client.EnclaveClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends environments. */
@Command(
    name = "terminate",
    description = {
      "End environments: the processor zeroes their memory.",
      "",
      "Waits until that is done, unless --no-wait is given."
    },
    footer = {"", "Example:", "  vouchsafe terminate env_4k7…"})
final class Terminate extends Action {
  @Parameters(arity = "1..*", paramLabel = "ENV", description = "The environments.")
  private List<String> environments = List.of();

  @Option(names = "--no-wait", description = "Return when the wish is recorded.")
  private boolean noWait;

  @Override
  int run() throws Exception {
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      for (String environment : environments) {
        progress.step("Ending " + environment);
        client.terminate(environment, !noWait);
        progress.clear();
        say(environment + (noWait ? " will be ended" : " is ended"));
      }
    }
    return ExitCode.OK;
  }
}
