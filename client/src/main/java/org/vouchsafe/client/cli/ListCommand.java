package org.vouchsafe.client.cli;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists environments. */
@Command(
    name = "list",
    description = {
      "List your environments.",
      "",
      "States are what the service says; what the environment itself says, `vouchsafe verify`"
          + " shows."
    },
    footer = {"", "Example:", "  vouchsafe list --state RUNNING --json"})
final class ListCommand extends Action {
  @Option(names = "--state", paramLabel = "STATE", description = "Only those in this state.")
  private @Nullable String state;

  @Override
  int run() throws Exception {
    String path = "/environments" + (state == null ? "" : "?state=" + Pages.encoded(state));
    try (HostService service = service()) {
      printTable(
          Pages.all(service, path), "id", "name", "state", "reason", "processor", "createdAt");
    }
    return ExitCode.OK;
  }
}
