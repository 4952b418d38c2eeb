package org.vouchsafe.host.job;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.vouchsafe.host.Settings;

/**
 * Sends again the messages of jobs that wait too long: the message was lost with the broker or with
 * this process before it was sent, or the worker died. Two sweepers do not meet: each takes rows
 * that nobody has locked, and a row that a worker holds is locked.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
public class Sweeper {
  private static final int AT_ONCE = 500;
  private static final Duration KEEP_EVENTS = Duration.ofDays(1);
  private static final Duration KEEP_ANSWERS = Duration.ofDays(7);
  private static final Duration KEEP_LETTERS = Duration.ofDays(30);

  private EntityManager entities;
  private JobMessages messages;
  private Settings settings;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Sweeper() {}

  @Inject
  public Sweeper(EntityManager entities, JobMessages messages, Settings settings, Clock clock) {
    this.entities = entities;
    this.messages = messages;
    this.settings = settings;
    this.clock = clock;
  }

  /** Every five seconds. */
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  public void sweep() {
    Instant now = clock.instant();
    List<Job> waiting =
        jobs(
            "select * from job where node = :node and ((state = 'QUEUED' and send_after < :now)"
                + " or (state = 'RUNNING' and lease_until < :now))"
                + " order by send_after limit "
                + AT_ONCE
                + " for update skip locked",
            now);
    sendAgain(waiting, now);
  }

  /**
   * When this node starts: nobody works on its jobs and the broker may hold none of their messages,
   * so all that are open are sent at once.
   */
  public void recover() {
    Instant now = clock.instant();
    sendAgain(
        jobs(
            "select * from job where node = :node and state in ('QUEUED', 'RUNNING')"
                + " and created_at < :now order by created_at for update skip locked",
            now),
        now);
  }

  @SuppressWarnings("unchecked") // a native query has no typed form; the class is given
  private List<Job> jobs(String sql, Instant now) {
    return entities
        .createNativeQuery(sql, Job.class)
        .setParameter("node", settings.node())
        .setParameter("now", now)
        .getResultList();
  }

  private void sendAgain(List<Job> jobs, Instant now) {
    for (Job job : jobs) {
      job.sentAgain(now);
      messages.sendAfterCommit(job);
    }
  }

  /** Once an hour: what is too old to be asked for. */
  @Schedule(hour = "*", minute = "17", persistent = false)
  public void forget() {
    Instant now = clock.instant();
    entities
        .createQuery("delete from Event e where e.at < :before")
        .setParameter("before", now.minus(KEEP_EVENTS))
        .executeUpdate();
    entities
        .createNativeQuery("delete from idempotency where created_at < :before")
        .setParameter("before", now.minus(KEEP_ANSWERS))
        .executeUpdate();
    entities
        .createQuery("delete from DeadLetter d where d.at < :before")
        .setParameter("before", now.minus(KEEP_LETTERS))
        .executeUpdate();
    entities
        .createQuery("delete from Token t where t.expiresAt < :now")
        .setParameter("now", now)
        .executeUpdate();
  }
}
