package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.client.json.JsonObject;

/** What survives when a process is killed, and what is said of what does not. */
@ExtendWith(RunningService.Fixture.class)
final class RestartIT {
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void accounts_and_environments_survive_the_killed_server(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.of("alpha"));
    JsonObject before = alice.service().get("/environments/" + environment);
    running.service().part("server").kill();
    running.service().restartServer();
    JsonObject after = alice.service().get("/environments/" + environment);
    assertEquals(before.text("activationStateId"), after.text("activationStateId"));
    // Its area lives in the processor, which nobody touched: it can still be verified.
    alice.verify(environment);
  }

  @Test
  void an_environment_whose_processor_was_killed_is_lost_and_says_so(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.of("beta"));
    running.service().part("processor beta").kill();
    running.service().restartProcessor("beta");
    JsonObject lost = alice.service().get("/environments/" + environment);
    for (int i = 0; i < PATIENCE_SECONDS && !lost.text("state").startsWith("FAILED"); i++) {
      Thread.sleep(1000);
      lost = alice.service().get("/environments/" + environment);
    }
    assertEquals("FAILED", lost.text("state"));
    assertEquals("ENVIRONMENT_LOST", lost.text("reason"));
    // The others on that processor's computer are served as before.
    alice.verify(alice.establish(Optional.of("beta")));
  }

  @Test
  void jobs_survive_the_killed_database(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.of("alpha"));
    running.service().part("postgres").kill();
    running.service().restartDatabase();
    alice.verify(environment);
  }
}
