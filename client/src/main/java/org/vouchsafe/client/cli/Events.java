package org.vouchsafe.client.cli;

import java.io.PrintStream;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServerEvent;
import picocli.CommandLine.Command;

/** Prints what happens, as it happens. */
@Command(
    name = "events",
    description = {"Print changes of your environments and jobs as they happen, until Ctrl-C."},
    footer = {"", "Example:", "  vouchsafe events --json | jq -r .data.state"})
final class Events extends Action {
  @Override
  int run() throws Exception {
    try (HostService service = service()) {
      service.events("/events", this::show);
    }
    return ExitCode.OK;
  }

  private void show(ServerEvent event) {
    PrintStream out = context().out();
    JsonObject data;
    try {
      data = JsonObject.parse(event.data(), "event");
    } catch (MalformedException e) {
      return; // not one of ours: nothing to show, and no reason to stop watching
    }
    if (json()) {
      out.println(
          JsonObject.build()
              .put("id", event.id())
              .put("event", event.type())
              .put("data", data)
              .done()
              .compact());
    } else {
      out.println(
          Plain.line(
              String.join(
                  "  ",
                  event.type(),
                  data.shown("id"),
                  data.shown("op") + data.shown("name"),
                  data.shown("state"),
                  data.shown("reason"))));
    }
    out.flush();
  }
}
