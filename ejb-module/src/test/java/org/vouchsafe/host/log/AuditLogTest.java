package org.vouchsafe.host.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;

/** The log is append-only by the database's own doing (ATTACKS S03, W09). */
class AuditLogTest {
  private final Caller client = Fixture.client();

  @BeforeEach
  void log() {
    Database.inTransaction(
        (entities, later) -> {
          new AuditLog(entities, Clock.systemUTC()).done(client, "thing.do", "a thing");
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_log set outcome = 'never'",
        "delete from audit_log",
        "truncate audit_log",
        "truncate audit_log cascade"
      })
  void what_was_logged_stays(String change) throws SQLException {
    try (Connection connection = Database.source().getConnection();
        Statement statement = connection.createStatement()) {
      SQLException refusal = assertThrows(SQLException.class, () -> statement.execute(change));
      assertTrue(refusal.getMessage().contains("append-only"), refusal.getMessage());
    }
  }

  @Test
  void an_operator_reads_the_newest_first_and_nobody_else_does() throws RefusedException {
    Caller operator = new Caller(client.account(), "op", Set.of(Role.OPERATOR));
    List<AuditEntry> entries =
        Database.look(
            entities -> {
              try {
                return new AuditLog(entities, Clock.systemUTC())
                    .entries(operator, Long.MAX_VALUE, 10);
              } catch (RefusedException e) {
                throw new AssertionError(e);
              }
            });
    assertEquals("thing.do", entries.get(0).action());
    assertEquals(client.account(), entries.get(0).account().orElseThrow());
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () ->
                Database.inTransaction(
                    (entities, later) ->
                        new AuditLog(entities, Clock.systemUTC())
                            .entries(client, Long.MAX_VALUE, 10)));
    assertEquals(Code.FORBIDDEN, refusal.code());
  }

  @Test
  void text_from_outside_cannot_look_like_another_entry() {
    Database.inTransaction(
        (entities, later) -> {
          new AuditLog(entities, Clock.systemUTC())
              .refused(
                  "eve\n2026 root login done\u001b[2K", "login", "x".repeat(9_999), Code.INTERNAL);
          return null;
        });
    Object[] row =
        (Object[])
            Database.look(
                entities ->
                    entities
                        .createNativeQuery(
                            "select user_name, subject from audit_log order by id desc limit 1")
                        .getSingleResult());
    assertEquals("eve�2026 root login done�[2K", row[0]);
    assertEquals(200, ((String) row[1]).length());
  }
}
