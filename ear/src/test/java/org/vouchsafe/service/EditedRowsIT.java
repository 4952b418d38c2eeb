package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.ServiceException;

/**
 * Whoever owns the database edits rows. Environments can be lost that way; what nobody can bring
 * about is that a client finds something verified which is not what it ordered.
 */
@ExtendWith(RunningService.Fixture.class)
final class EditedRowsIT {
  private static final Set<Code> ANOTHERS =
      Set.of(Code.MEASUREMENT_MISMATCH, Code.BINDING_MISMATCH);

  @Test
  void an_area_that_was_exchanged_for_another_tenants_is_not_verified(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    Tenant mallory = running.tenant("client");
    String hers = alice.establish(Optional.of("alpha"));
    String other = mallory.establish(Optional.of("alpha"));
    exchange(running, "environment", "area", hers, other);
    assertTrue(ANOTHERS.contains(refusal(alice, hers).code()));
    assertTrue(ANOTHERS.contains(refusal(mallory, other).code()));
    exchange(running, "environment", "area", hers, other);
    alice.verify(hers);
  }

  @Test
  void a_changed_owner_is_given_the_name_of_an_environment_and_nothing_in_it(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    Tenant mallory = running.tenant("client");
    String hers = alice.establish(Optional.empty());
    alice.verify(hers);
    String account = mallory.service().get("/session").text("account");
    String before = alice.service().get("/session").text("account");
    set(running, "environment", "account", account, hers);
    // The host would let mallory in. The evidence does not.
    Parameters wish = Parameters.forOwner(mallory.client().identity().publicKey()).build();
    mallory.client().adopt(hers, Order.of(wish));
    assertTrue(ANOTHERS.contains(refusal(mallory, hers).code()));
    ServiceException gone = assertThrows(ServiceException.class, () -> alice.verify(hers));
    assertEquals("NOT_FOUND", gone.code());
    set(running, "environment", "account", before, hers);
    try (AttestedChannel channel = alice.verify(hers).open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
    }
  }

  @Test
  void changed_digests_change_nothing_for_who_measures(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String hers = alice.establish(Optional.empty());
    Optional<EnvironmentId> measured = alice.verify(hers).result().claims().environmentId();
    assertTrue(measured.isPresent());
    try (Connection database = running.service().database();
        PreparedStatement edit =
            database.prepareStatement(
                "update environment set activation_state_id = sha384('other'),"
                    + " environment_id = sha384('another'), instance_id = sha384('one more')"
                    + " where id = ?")) {
      edit.setString(1, hers);
      assertEquals(1, edit.executeUpdate());
    }
    assertEquals(measured, alice.verify(hers).result().claims().environmentId());
  }

  @Test
  void evidence_of_yesterday_in_the_jobs_row_is_not_taken_for_todays(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String hers = alice.establish(Optional.empty());
    alice.verify(hers);
    try (Connection database = running.service().database();
        Statement edit = database.createStatement()) {
      edit.execute(
          "create function replay() returns trigger language plpgsql as $$ begin"
              + " new.result := (select result from job where environment = new.environment"
              + " and result is not null order by created_at limit 1); return new; end $$");
      edit.execute(
          "create trigger replay before update on job for each row"
              + " when (new.environment = '"
              + hers
              + "' and new.result is not null)"
              + " execute function replay()");
      assertEquals(Code.STALE_NONCE, refusal(alice, hers).code());
      edit.execute("drop trigger replay on job");
      edit.execute("drop function replay()");
    }
    alice.verify(hers);
  }

  @Test
  void a_chain_of_another_processor_certifies_nothing(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String hers = alice.establish(Optional.of("alpha"));
    String alpha = named(running, "alpha");
    String beta = named(running, "beta");
    exchange(running, "processor", "chain", alpha, beta);
    RefusedException refused = refusal(alice, hers);
    exchange(running, "processor", "chain", alpha, beta);
    assertEquals(Code.CHAIN_INVALID, refused.code());
    alice.verify(hers);
  }

  @Test
  void an_environment_that_ended_is_not_brought_back_by_a_word_in_its_row(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String hers = alice.establish(Optional.empty());
    alice.verify(hers);
    JsonObject hello = JsonObject.parse(Things.hello(), "hello");
    alice.service().post("/environments/" + hers + "/evidence", hello);
    String area = get(running, "environment", "area", hers);
    alice.client().terminate(hers, true);
    try (Connection database = running.service().database();
        PreparedStatement edit =
            database.prepareStatement(
                "update environment set state = 'BOUND', area = ? where id = ?")) {
      edit.setString(1, area);
      edit.setString(2, hers);
      assertEquals(1, edit.executeUpdate());
    }
    assertThrows(
        ServiceException.class,
        () -> alice.service().post("/environments/" + hers + "/evidence", hello));
  }

  private static RefusedException refusal(Tenant tenant, String environment) {
    return assertThrows(RefusedException.class, () -> tenant.verify(environment));
  }

  private static String named(RunningService running, String name) throws Exception {
    return running.operator().get("/processors").objects("items").stream()
        .filter(processor -> processor.optionalText("name").equals(Optional.of(name)))
        .findFirst()
        .orElseThrow()
        .text("id");
  }

  private static String get(RunningService running, String table, String column, String id)
      throws Exception {
    try (Connection database = running.service().database();
        PreparedStatement query =
            database.prepareStatement("select " + column + " from " + table + " where id = ?")) {
      query.setString(1, id);
      try (ResultSet rows = query.executeQuery()) {
        assertTrue(rows.next());
        return rows.getString(1);
      }
    }
  }

  private static void set(
      RunningService running, String table, String column, String value, String id)
      throws Exception {
    try (Connection database = running.service().database();
        PreparedStatement edit =
            database.prepareStatement("update " + table + " set " + column + " = ? where id = ?")) {
      edit.setString(1, value);
      edit.setString(2, id);
      assertEquals(1, edit.executeUpdate());
    }
  }

  /** Each row gets the other's value; in two steps where a column's values are unique. */
  private static void exchange(
      RunningService running, String table, String column, String one, String other)
      throws Exception {
    try (Connection database = running.service().database();
        Statement edit = database.createStatement()) {
      database.setAutoCommit(false);
      edit.execute(
          "create temporary table held on commit drop as select id, "
              + column
              + " as value from "
              + table
              + " where id in ('"
              + one
              + "', '"
              + other
              + "')");
      if (table.equals("environment")) {
        edit.execute(
            "update environment set area = id where id in ('" + one + "', '" + other + "')");
      }
      assertEquals(
          2,
          edit.executeUpdate(
              "update "
                  + table
                  + " t set "
                  + column
                  + " = h.value from held h"
                  + " where t.id in ('"
                  + one
                  + "', '"
                  + other
                  + "') and t.id <> h.id"));
      database.commit();
    }
  }
}
