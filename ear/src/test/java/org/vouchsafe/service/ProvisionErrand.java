package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.UUID;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.json.JsonObject;

/** An environment, with its first evidence. */
final class ProvisionErrand extends Errand {
  private final String account;
  private final Order order;
  private final JsonObject wish;
  private String environment = "";
  private String job = "";

  ProvisionErrand(RunningService running, Tenant tenant) throws Exception {
    super(running, tenant);
    this.account = tenant.service().get("/session").text("account");
    Parameters parameters = Parameters.forOwner(tenant.client().identity().publicKey()).build();
    this.order = Order.of(parameters);
    this.wish =
        JsonObject.build()
            .put("loader", order.loader().toString())
            .put("pool", false)
            .put("processor", Victim.NAME)
            .put("parameters", parameters.encode())
            .put("m1", AttestErrand.hello().encode())
            .done();
  }

  @Override
  void run() throws Exception {
    String key = UUID.randomUUID().toString();
    JsonObject made = Patience.insist(() -> tenant.service().postOnce("/environments", wish, key));
    environment = made.object("environment").text("id");
    job = made.object("job").text("id");
    ended(job);
  }

  @Override
  void judge(Victim killed) throws Exception {
    assertEquals(1, count("select count(*) from environment where account = ?", account));
    assertEquals(1, count("select count(*) from job where environment = ?", environment));
    JsonObject end = ended(job);
    if (killed != Victim.PROCESSOR) {
      // Neither of the two has the area: nothing is lost, and everything is done.
      assertEquals("DONE", end.text("state"), end.compact());
    } else if (end.text("state").equals("FAILED")) {
      assertEquals("ENVIRONMENT_LOST", end.object("error").text("code"), end.compact());
      requireLost(environment);
    }
    // The row may be about to say that the area went with its processor.
    Patience.until(() -> state().isEmpty() ? "neither lost nor there" : "");
    if (state().equals(Optional.of("BOUND"))) {
      tenant.client().adopt(environment, order);
      tenant.verify(environment);
    } else {
      assertEquals(Victim.PROCESSOR, killed);
      requireLost(environment);
    }
  }

  /** FAILED, or BOUND to an area that the processor has. */
  private Optional<String> state() throws Exception {
    JsonObject now = environment(environment);
    boolean there =
        now.text("state").equals("BOUND")
            && KillsIT.areas(running.service()).contains(now.text("area"));
    return there || now.text("state").equals("FAILED")
        ? Optional.of(now.text("state"))
        : Optional.empty();
  }
}
