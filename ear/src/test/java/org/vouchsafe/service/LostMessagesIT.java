package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;

/** The broker loses what it holds; nobody's wish is lost with it. */
@ExtendWith(RunningService.Fixture.class)
final class LostMessagesIT {
  private static final String QUEUE = "vouchsafe.provision";
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void a_job_whose_message_was_lost_is_done_all_the_same(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    HostService service = alice.service();
    try (Management server = Management.of(running.service())) {
      server.onQueue(QUEUE, "pause");
      String job =
          service
              .post("/environments", JsonObject.parse(Things.wish(alice), "wish"))
              .object("job")
              .text("id");
      int lost = 0;
      for (int i = 0; i < PATIENCE_SECONDS * 10 && lost == 0; i++) {
        Thread.sleep(100);
        lost = server.onQueue(QUEUE, "remove-messages").asInt();
      }
      assertTrue(lost > 0, "the message was there");
      assertEquals("QUEUED", service.get("/jobs/" + job).text("state"));
      server.onQueue(QUEUE, "resume");
      String state = "QUEUED";
      for (int i = 0; i < PATIENCE_SECONDS && !state.equals("DONE"); i++) {
        Thread.sleep(1000);
        state = service.get("/jobs/" + job).text("state");
      }
      assertEquals("DONE", state);
    }
  }
}
