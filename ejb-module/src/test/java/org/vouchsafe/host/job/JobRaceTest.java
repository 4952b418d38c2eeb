package org.vouchsafe.host.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.ProcessorId;

/** One job, however many messages and workers; on a real database. */
class JobRaceTest {
  private static final Finding WHY = new Finding(Code.UNAVAILABLE, "a check", "this", "that");

  private final Caller client = Fixture.client();
  private final Fixture.Sent sent = new Fixture.Sent();

  private JobId queued() {
    return Database.inTransaction(
        (entities, later) -> {
          String processor = ProcessorId.fresh().text();
          entities
              .createNativeQuery(
                  "insert into processor values (:id, decode(md5(:id) || md5(:id || '2'), 'hex'),"
                      + " decode(md5(:id), 'hex'), 'p', 'n', 'software', '1', 1, true, true, 9, 0,"
                      + " '', now(), 0)")
              .setParameter("id", processor)
              .executeUpdate();
          Job job = Job.onProcessor(processor, Operation.REFILL, "node1", Instant.now());
          jobs(entities, later, Clock.systemUTC()).submit(job);
          return job.id();
        });
  }

  private Jobs jobs(EntityManager entities, AfterCommit later, Clock clock) {
    return new Jobs(
        entities,
        new JobMessages(sent, later),
        new JobEnds(),
        Fixture.events(entities, sent, later),
        later,
        clock);
  }

  private Workbench workbench(EntityManager entities, AfterCommit later, Clock clock) {
    return new Workbench(jobs(entities, later, clock), nobodyListens(), clock);
  }

  @SuppressWarnings("unchecked")
  private static Event<JobFailed> nobodyListens() {
    return (Event<JobFailed>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> null);
  }

  private boolean begin(JobId id, Clock clock) {
    return Database.inTransaction(
        (entities, later) -> workbench(entities, later, clock).begin(id).isPresent());
  }

  private Job row(JobId id) {
    return Database.look(entities -> entities.find(Job.class, id.text()));
  }

  @Test
  void of_many_workers_that_hear_of_a_job_at_once_one_begins_it() throws Exception {
    JobId id = queued();
    int workers = 8;
    CountDownLatch ready = new CountDownLatch(workers);
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Callable<Boolean>> tries = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        tries.add(
            () -> {
              ready.countDown();
              ready.await();
              return begin(id, Clock.systemUTC());
            });
      }
      int begun = 0;
      for (Future<Boolean> tried : threads.invokeAll(tries)) {
        begun += tried.get() ? 1 : 0;
      }
      assertEquals(1, begun);
    }
    assertEquals(1, row(id).attempts());
  }

  @Test
  void a_message_that_comes_again_after_the_end_does_nothing() {
    JobId id = queued();
    assertTrue(begin(id, Clock.systemUTC()));
    Database.inTransaction(
        (entities, later) -> {
          Workbench bench = workbench(entities, later, Clock.systemUTC());
          bench.done(bench.take(id).orElseThrow(), Optional.of(Bytes.utf8("signed")));
          return null;
        });
    assertFalse(begin(id, Clock.systemUTC()));
    assertEquals(JobState.DONE, row(id).state());
    assertEquals(Bytes.utf8("signed"), row(id).result().orElseThrow());
  }

  @Test
  void a_worker_that_dies_is_followed_by_another_once_its_lease_is_over() {
    JobId id = queued();
    assertTrue(begin(id, Clock.systemUTC()));
    assertFalse(begin(id, Clock.systemUTC()));
    Clock later = Clock.offset(Clock.systemUTC(), Job.LEASE.plusSeconds(1));
    assertTrue(begin(id, later));
    assertEquals(2, row(id).attempts());
  }

  @Test
  void a_worker_at_work_keeps_its_job_however_long_it_takes() throws Exception {
    JobId id = queued();
    assertTrue(begin(id, Clock.systemUTC()));
    Clock muchLater = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    Database.inTransaction(
        (entities, later) -> {
          Workbench bench = workbench(entities, later, Clock.systemUTC());
          Job taken = bench.take(id).orElseThrow();
          try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            assertFalse(other.submit(() -> begin(id, muchLater)).get());
          }
          bench.done(taken, Optional.empty());
          return null;
        });
    assertEquals(1, row(id).attempts());
  }

  @Test
  void no_message_is_sent_for_a_row_that_was_never_committed() {
    int before = sent.contents.size();
    assertThrows(
        IllegalStateException.class,
        () ->
            Database.inTransaction(
                (entities, later) -> {
                  jobs(entities, later, Clock.systemUTC())
                      .submit(
                          Job.onProcessor(
                              ProcessorId.fresh().text(), Operation.REFILL, "n", Instant.now()));
                  throw new IllegalStateException("the transaction fails");
                }));
    assertEquals(before, sent.contents.size());
  }

  @Test
  void the_sweeper_sends_again_what_waits_and_what_was_abandoned_and_nothing_else() {
    Instant now = Instant.now();
    JobId waiting = queued();
    JobId abandoned = queued();
    JobId ended = queued();
    assertTrue(begin(abandoned, Clock.systemUTC()));
    assertTrue(begin(ended, Clock.systemUTC()));
    Database.inTransaction(
        (entities, later) -> {
          Workbench bench = workbench(entities, later, Clock.systemUTC());
          bench.failed(ended, WHY);
          return null;
        });
    sent.contents.clear();
    sweep(Clock.fixed(now, ZoneOffset.UTC));
    assertEquals(0, sent.contents.size());
    sweep(Clock.fixed(now.plusSeconds(60), ZoneOffset.UTC));
    assertEquals(JobState.QUEUED, row(abandoned).state());
    assertEquals(JobState.QUEUED, row(waiting).state());
    assertEquals(JobState.FAILED, row(ended).state());
    assertTrue(sent.contents.size() >= 2);
    int once = sent.contents.size();
    sweep(Clock.fixed(now.plusSeconds(61), ZoneOffset.UTC));
    assertEquals(once, sent.contents.size());
  }

  private void sweep(Clock clock) {
    Database.inTransaction(
        (entities, later) -> {
          new Sweeper(entities, new JobMessages(sent, later), Fixture.settings(), clock).sweep();
          return null;
        });
  }

  @Test
  void a_failed_job_says_why_and_can_be_tried_again_by_nobody_else() {
    JobId id = queued();
    assertTrue(begin(id, Clock.systemUTC()));
    Database.inTransaction(
        (entities, later) -> {
          workbench(entities, later, Clock.systemUTC()).failed(id, WHY);
          return null;
        });
    assertEquals(WHY, row(id).error().orElseThrow());
    RefusedException refusal =
        assertThrows(
            RefusedException.class,
            () ->
                Database.inTransaction(
                    (entities, later) ->
                        jobs(entities, later, Clock.systemUTC()).retry(client, id)));
    assertEquals(Code.NOT_FOUND, refusal.code());
  }
}
