package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import org.vouchsafe.client.json.JsonObject;

/**
 * Something that a client wants: asked for before a process is killed, and seen to its end after.
 */
abstract class Errand implements AutoCloseable {
  /** What can be wanted. */
  enum Kind {
    PROVISION,
    ATTEST,
    INVOKE,
    MESSAGE;

    /** Does all that has to be there before it can be asked for. */
    Errand prepare(RunningService running, Tenant tenant) throws Exception {
      return switch (this) {
        case PROVISION -> new ProvisionErrand(running, tenant);
        case ATTEST -> new AttestErrand(running, tenant);
        case INVOKE -> new InvokeErrand(running, tenant);
        case MESSAGE -> new MessageErrand(running, tenant);
      };
    }
  }

  final RunningService running;
  final Tenant tenant;

  Errand(RunningService running, Tenant tenant) {
    this.running = running;
    this.tenant = tenant;
  }

  /** Asks, and asks again in the same words, until there is an answer that is one. */
  abstract void run() throws Exception;

  /** Says whether the answer is right, now that {@code killed} was killed and is back. */
  abstract void judge(Victim killed) throws Exception;

  /** Waits for the end of a job: every job has one. */
  final JsonObject ended(String job) throws Exception {
    JsonObject state = Patience.insist(() -> tenant.service().get("/jobs/" + job + "?wait=5"));
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!Set.of("DONE", "FAILED").contains(state.text("state"))) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("the job does not end: " + state.compact());
      }
      state = Patience.insist(() -> tenant.service().get("/jobs/" + job + "?wait=5"));
    }
    return state;
  }

  /** Waits until the environment is known to be lost with its processor. */
  final void requireLost(String environment) throws Exception {
    Patience.until(
        () -> {
          JsonObject state = environment(environment);
          return state.text("state").equals("FAILED") ? "" : state.compact();
        });
    assertEquals("ENVIRONMENT_LOST", environment(environment).text("reason"));
  }

  final JsonObject environment(String id) throws Exception {
    return Patience.insist(() -> tenant.service().get("/environments/" + id));
  }

  /** A number from the service's own database. */
  final long count(String query, String parameter) throws Exception {
    try (Connection database = running.service().database();
        PreparedStatement statement = database.prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  @Override
  public void close() throws Exception {}
}
