package org.vouchsafe.host.environment;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.vouchsafe.host.Settings;

/**
 * Deletes what ended longer ago than {@code vouchsafe.keep.days}: jobs with the evidence that they
 * brought, and environments when their last job is gone. An environment that has not ended keeps
 * its newest evidence; the audit log keeps everything.
 */
@Singleton
public class Retention {
  /** Of each kind and each minute: more than a service makes, less than a transaction may take. */
  private static final int AT_ONCE = 5_000;

  // The answer to a request that may still be repeated refers to its job. A terminate job stands
  // for its environment's end for as long as that is known.
  private static final String JOBS =
      """
      delete from job where id in (
        select j.id from job j left join environment e on e.id = j.environment
        where j.state in ('DONE', 'FAILED') and j.updated_at < :before
          and not exists (select 1 from idempotency i where i.job = j.id)
          and (e.id is null
            or (e.state in ('TERMINATED', 'FAILED') and e.updated_at < :before)
            or (j.operation <> 'TERMINATE' and (j.result is null or exists (
              select 1 from job newer where newer.environment = e.id
                and newer.result is not null and newer.updated_at > j.updated_at))))
        limit :most)
      """;

  private static final String ENVIRONMENTS =
      """
      delete from environment where id in (
        select e.id from environment e
        where e.state in ('TERMINATED', 'FAILED') and e.updated_at < :before
          and not exists (select 1 from job j where j.environment = e.id)
        limit :most)
      """;

  private EntityManager entities;
  private Settings settings;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Retention() {}

  @Inject
  public Retention(EntityManager entities, Settings settings, Clock clock) {
    this.entities = entities;
    this.settings = settings;
    this.clock = clock;
  }

  /** Every minute. */
  @Schedule(hour = "*", minute = "*", second = "40", persistent = false)
  public void forget() {
    int days = settings.keepDays();
    if (days > 0) {
      Instant before = clock.instant().minus(Duration.ofDays(days));
      delete(JOBS, before);
      delete(ENVIRONMENTS, before);
    }
  }

  private void delete(String sql, Instant before) {
    entities
        .createNativeQuery(sql)
        .setParameter("before", before)
        .setParameter("most", AT_ONCE)
        .executeUpdate();
  }
}
