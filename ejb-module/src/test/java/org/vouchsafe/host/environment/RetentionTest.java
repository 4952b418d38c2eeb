package org.vouchsafe.host.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.ProcessorId;

/** What is deleted, and above all what is not; on a real database. */
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final int YOUNG = 29;
  private static final int OLD = 31;

  private final String account = Fixture.client().account().text();
  private final String processor = processor();

  private static void execute(String sql, Object... parameters) {
    Database.inTransaction(
        (entities, later) -> {
          var query = entities.createNativeQuery(sql);
          for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
          }
          return query.executeUpdate();
        });
  }

  private static String processor() {
    String id = ProcessorId.fresh().text();
    execute(
        "insert into processor values (?1, decode(md5(?1) || md5(?1 || '2'), 'hex'),"
            + " decode(md5(?1), 'hex'), 'p', 'n', 'software', '1', 1, true, true, 9, 0, '',"
            + " now(), 0)",
        id);
    return id;
  }

  private static Instant ago(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private String environment(String state, int daysAgo) {
    String id = EnvironmentRef.fresh().text();
    execute(
        "insert into environment values (?1, ?2, null, 'standard/1', null,"
            + " decode(repeat('00', 48), 'hex'), null, true, ?3, 'node1', ?4,"
            + (state.equals("FAILED") ? " 'INTERNAL'," : " null,")
            + " ?1, null, ?5, ?5, 0)",
        id,
        account,
        processor,
        state,
        ago(daysAgo));
    return id;
  }

  private String job(@Nullable String environment, String operation, String state, int daysAgo) {
    return job(environment, operation, state, daysAgo, false);
  }

  private String evidence(String environment, int daysAgo) {
    return job(environment, "ATTEST", "DONE", daysAgo, true);
  }

  private String job(
      @Nullable String environment, String operation, String state, int daysAgo, boolean evidence) {
    String id = JobId.fresh().text();
    String subject =
        environment == null ? "null, '" + processor + "'" : "'" + environment + "', null";
    execute(
        "insert into job values (?1, ?2, "
            + subject
            + ", ?3, 'node1', null, ?4, 1, 1, ?5, null,"
            + (state.equals("FAILED") ? " 'INTERNAL'," : " null,")
            + " null, null, null, "
            + (evidence ? "decode('00', 'hex')" : "null")
            + ", ?5, ?5, 0)",
        id,
        account,
        operation,
        state,
        ago(daysAgo));
    return id;
  }

  private void forget(String... settings) {
    Database.inTransaction(
        (entities, later) -> {
          new Retention(entities, Fixture.settings(settings), Clock.fixed(NOW, ZoneOffset.UTC))
              .forget();
          return null;
        });
  }

  private Set<String> left() {
    return Database.look(
        entities -> {
          Set<String> ids = new TreeSet<>();
          for (String table : new String[] {"job", "environment"}) {
            for (Object id :
                entities
                    .createNativeQuery("select id from " + table + " where account = ?1")
                    .setParameter(1, account)
                    .getResultList()) {
              ids.add((String) id);
            }
          }
          return ids;
        });
  }

  private static Set<String> set(String... ids) {
    return new TreeSet<>(Set.of(ids));
  }

  @Test
  void an_environment_that_ended_long_ago_goes_with_all_its_jobs() {
    String environment = environment("TERMINATED", OLD);
    job(environment, "PROVISION", "DONE", OLD + 1);
    evidence(environment, OLD + 1);
    job(environment, "TERMINATE", "DONE", OLD);
    String failed = environment("FAILED", OLD);
    job(failed, "PROVISION", "FAILED", OLD);
    forget();
    assertEquals(set(), left());
  }

  @Test
  void one_that_ended_lately_stays_and_so_does_its_end_and_its_newest_evidence() {
    String environment = environment("TERMINATED", YOUNG);
    job(environment, "PROVISION", "DONE", OLD);
    evidence(environment, OLD + 1);
    String newest = evidence(environment, OLD);
    String end = job(environment, "TERMINATE", "DONE", YOUNG);
    forget();
    assertEquals(set(environment, newest, end), left());
  }

  @Test
  void a_living_one_stays_however_old_with_its_newest_evidence() {
    String environment = environment("RUNNING", OLD * 10);
    evidence(environment, OLD * 10);
    String newest = evidence(environment, OLD * 9);
    job(environment, "ATTEST", "FAILED", OLD);
    String young = job(environment, "ATTEST", "FAILED", YOUNG);
    forget();
    assertEquals(set(environment, newest, young), left());
  }

  @Test
  void what_has_not_ended_is_not_old() {
    String environment = environment("REQUESTED", OLD);
    String open = job(environment, "PROVISION", "QUEUED", OLD);
    forget();
    assertEquals(set(environment, open), left());
  }

  @Test
  void the_answer_to_a_request_that_may_be_repeated_stays() {
    String environment = environment("TERMINATED", OLD);
    String job = job(environment, "PROVISION", "DONE", OLD);
    execute(
        "insert into idempotency values (?1, 'key', decode(repeat('00', 48), 'hex'), ?2, ?3)",
        account,
        job,
        ago(OLD));
    forget();
    assertEquals(set(environment, job), left());
  }

  @Test
  void jobs_without_an_environment_go_too() {
    job(null, "PROBE", "DONE", OLD);
    String young = job(null, "PROBE", "DONE", YOUNG);
    forget();
    assertEquals(set(young), left());
  }

  @Test
  void the_number_of_days_is_a_setting_and_none_is_for_ever() {
    String environment = environment("TERMINATED", YOUNG);
    forget("vouchsafe.keep.days", "0");
    assertEquals(set(environment), left());
    forget("vouchsafe.keep.days", "" + YOUNG);
    assertEquals(set(environment), left());
    forget("vouchsafe.keep.days", "" + (YOUNG - 1));
    assertEquals(set(), left());
  }
}
