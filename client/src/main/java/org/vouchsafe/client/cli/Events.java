package org.vouchsafe.client.cli;

import java.io.PrintStream;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServerEvent;
import org.vouchsafe.client.service.UnreachableException;
import picocli.CommandLine.Command;

/** Prints what happens, as it happens. */
@Command(
    name = "events",
    description = {"Print changes of your environments and jobs as they happen, until Ctrl-C."},
    footer = {"", "Example:", "  vouchsafe events --json | jq -r .data.state"})
final class Events extends Action {
  private static final int RECONNECTIONS = 30;
  private static final long RECONNECT_MILLIS = 2000;

  private String last = "";
  private long shown;

  @Override
  int run() throws Exception {
    try (HostService service = service()) {
      for (int failures = 0; ; failures++) {
        try {
          long before = shown;
          service.events("/events", last, this::show);
          failures = shown > before ? 0 : failures;
        } catch (UnreachableException e) {
          if (failures == RECONNECTIONS) {
            throw e;
          }
        }
        Thread.sleep(RECONNECT_MILLIS); // then go on after the last event that was shown
      }
    }
  }

  private void show(ServerEvent event) {
    last = event.id();
    shown++;
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
                  "  ", data.shown("at"), event.type(), data.shown("id"), data.shown("state"))));
    }
    out.flush();
  }
}
