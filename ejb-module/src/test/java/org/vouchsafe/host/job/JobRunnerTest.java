package org.vouchsafe.host.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.log.AuditLog;
import org.vouchsafe.host.metric.Metrics;

/** What becomes of a job whose work fails, and of the message that nobody could process. */
class JobRunnerTest {
  private static final Finding WHY = new Finding(Code.UNAVAILABLE, "a check", "this", "that");

  private final List<JobId> toldOf = new ArrayList<>();
  private final JobRunner runner = new JobRunner(new EachInItsTransaction(), new Metrics());
  private final Fixture.Sent sent = new Fixture.Sent();

  private Jobs jobs(EntityManager entities, AfterCommit later) {
    return new Jobs(
        entities,
        new JobMessages(sent, later),
        new JobEnds(),
        Fixture.events(entities, sent, later),
        later,
        Clock.systemUTC());
  }

  @SuppressWarnings("unchecked")
  private Event<JobFailed> failures() {
    return (Event<JobFailed>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> toldOf.add(((JobFailed) arguments[0]).job().id()));
  }

  /** The steps of the real workbench, each in a transaction as the container gives it one. */
  private final class EachInItsTransaction extends Workbench {
    private Workbench bench(EntityManager entities, AfterCommit later) {
      return new Workbench(jobs(entities, later), failures(), Clock.systemUTC());
    }

    @Override
    public Optional<Job> begin(JobId id) {
      return Database.inTransaction((entities, later) -> bench(entities, later).begin(id));
    }

    @Override
    public void failed(JobId id, Finding why) {
      Database.inTransaction(
          (entities, later) -> {
            bench(entities, later).failed(id, why);
            return null;
          });
    }

    @Override
    public void giveBack(JobId id, Finding why) {
      Database.inTransaction(
          (entities, later) -> {
            bench(entities, later).giveBack(id, why);
            return null;
          });
    }

    @Override
    public void gaveUp(JobId id, Finding otherwise) {
      Database.inTransaction(
          (entities, later) -> {
            bench(entities, later).gaveUp(id, otherwise);
            return null;
          });
    }
  }

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
          jobs(entities, later).submit(job);
          return job.id();
        });
  }

  private Job row(JobId id) {
    return Database.look(entities -> entities.find(Job.class, id.text()));
  }

  private static JobRunner.Work refusing(Code code) {
    return job -> {
      throw RefusedException.of(code, "a check", "this", "that");
    };
  }

  @Test
  void a_refusal_ends_the_job_and_whoever_it_was_for_is_told() {
    JobId id = queued();
    runner.run(id, refusing(Code.MEASUREMENT_MISMATCH));
    assertEquals(JobState.FAILED, row(id).state());
    assertEquals(Code.MEASUREMENT_MISMATCH, row(id).error().orElseThrow().code());
    assertEquals(List.of(id), toldOf);
  }

  @Test
  void what_may_pass_is_given_back_and_thrown_on_so_that_the_broker_delivers_it_again() {
    JobId id = queued();
    assertThrows(JobNotDoneException.class, () -> runner.run(id, refusing(Code.UNAVAILABLE)));
    assertEquals(JobState.QUEUED, row(id).state());
    assertEquals(WHY, row(id).error().orElseThrow());
    assertThrows(JobNotDoneException.class, () -> runner.run(id, refusing(Code.UNAVAILABLE)));
    assertEquals(2, row(id).attempts());
    assertTrue(toldOf.isEmpty());
  }

  @Test
  void a_worker_that_crashes_gives_its_job_back_and_says_nothing_of_the_crash() {
    JobId id = queued();
    assertThrows(
        IllegalStateException.class,
        () ->
            runner.run(
                id,
                job -> {
                  throw new IllegalStateException("jdbc:postgresql://secret");
                }));
    assertEquals(JobState.QUEUED, row(id).state());
    Finding said = row(id).error().orElseThrow();
    assertEquals(Code.INTERNAL, said.code());
    assertTrue(!said.sentence().contains("secret"));
  }

  @Test
  void a_job_is_not_tried_for_ever() {
    JobId id = queued();
    for (int i = 1; i < JobRunner.MOST_ATTEMPTS; i++) {
      assertThrows(JobNotDoneException.class, () -> runner.run(id, refusing(Code.UNAVAILABLE)));
    }
    runner.run(id, refusing(Code.UNAVAILABLE));
    assertEquals(JobState.FAILED, row(id).state());
    assertEquals(List.of(id), toldOf);
  }

  @Test
  void a_dead_letter_fails_its_job_with_the_last_error_and_sent_again_it_runs() throws Exception {
    JobId id = queued();
    assertThrows(JobNotDoneException.class, () -> runner.run(id, refusing(Code.UNAVAILABLE)));
    new EachInItsTransaction()
        .gaveUp(id, new Finding(Code.INTERNAL, "otherwise", "nothing", "known"));
    assertEquals(JobState.FAILED, row(id).state());
    assertEquals(WHY, row(id).error().orElseThrow());
    Caller operator = new Caller(Fixture.client().account(), "op", Set.of(Role.OPERATOR));
    Database.inTransaction(
        (entities, later) -> {
          letters(entities, later)
              .record(
                  "vouchsafe.provision", Optional.of(id), null, "delivered as often as allowed");
          return null;
        });
    DeadLetter letter =
        Database.inTransaction(
                (entities, later) -> letters(entities, later).list(operator, Optional.empty(), 1))
            .items()
            .get(0);
    assertEquals(id, letter.job().orElseThrow());
    int before = sent.contents.size();
    Database.inTransaction(
        (entities, later) -> letters(entities, later).resend(operator, letter.id()));
    assertEquals(before + 1, sent.contents.size());
    assertEquals(JobState.QUEUED, row(id).state());
    assertEquals(
        Code.FORBIDDEN,
        assertThrows(
                RefusedException.class,
                () ->
                    Database.inTransaction(
                        (entities, later) ->
                            letters(entities, later).resend(Fixture.client(), letter.id())))
            .code());
  }

  private DeadLetters letters(EntityManager entities, AfterCommit later) {
    return new DeadLetters(
        entities,
        jobs(entities, later),
        sent,
        later,
        new AuditLog(entities, Clock.systemUTC()),
        Clock.systemUTC());
  }
}
