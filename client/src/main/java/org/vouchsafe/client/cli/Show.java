package org.vouchsafe.client.cli;

import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one environment as the service describes it. */
@Command(
    name = "show",
    description = "Show an environment as the service describes it.",
    footer = {"", "Example:", "  vouchsafe show env_4k7…"})
final class Show extends Action {
  @Parameters(paramLabel = "ENV", description = "The environment.")
  private String environment = "";

  @Override
  int run() throws Exception {
    try (HostService service = service()) {
      JsonObject object = service.get("/environments/" + Pages.encoded(environment));
      print(
          object,
          Lines.of(
              object,
              "id",
              "name",
              "state",
              "reason",
              "loader",
              "activationStateId",
              "environmentId",
              "processor",
              "node",
              "area",
              "createdAt",
              "updatedAt"));
    }
    return ExitCode.OK;
  }
}
