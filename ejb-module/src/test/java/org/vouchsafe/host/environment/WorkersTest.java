package org.vouchsafe.host.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.Silicon;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobState;

/** Environments come and go with their areas, whatever is killed in between. */
class WorkersTest {
  private static final Bytes PARAMETERS =
      Parameters.forOwner(
              SigningKey.generate(SigningKey.Algorithm.ED25519, new SecureRandom()).publicKey())
          .build()
          .encode();
  private static final Bytes M1 =
      new ClientHello(
              List.of(1),
              Bytes.copyOf(new byte[32]),
              ClientHello.Mode.CLAIM,
              Optional.empty(),
              Bytes.copyOf(new byte[32]),
              Optional.empty())
          .encode();

  @TempDir private Path folder;
  private final Caller client = Fixture.client();
  private Silicon silicon;
  private House house;

  @BeforeEach
  void start() {
    silicon = new Silicon(folder.resolve("run/alpha.sock"));
    house = new House(folder.resolve("run/alpha.sock"), "vouchsafe.pool.size", "5");
  }

  @AfterEach
  void stop() {
    house.close();
    silicon.close();
  }

  private Establishment establish(boolean pool, Optional<Bytes> m1, Optional<String> key) {
    return house.run(
        services ->
            services.setUp.establish(
                client,
                new EstablishRequest(
                    Optional.of("mine"),
                    "standard/1",
                    pool ? Optional.empty() : Optional.of(PARAMETERS),
                    pool,
                    Optional.of(house.processor().text()),
                    m1),
                key));
  }

  private Environment now(Environment environment) {
    return house.run(services -> services.environments.find(client, environment.id()));
  }

  private Job now(Job job) {
    return house.run(services -> services.jobs.find(client, job.id()));
  }

  private Environment bound() {
    Establishment made = establish(false, Optional.empty(), Optional.empty());
    house.work(made.job());
    return now(made.environment());
  }

  private void reconcile() {
    house.run(
        services -> {
          services.reconciliation.of(house.processor());
          return null;
        });
  }

  private static Code refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RefusedException.class, call).code();
  }

  @Test
  void one_job_makes_the_area_and_the_evidence() throws Exception {
    Establishment made = establish(false, Optional.of(M1), Optional.empty());
    assertEquals(EnvironmentState.REQUESTED, made.environment().state());
    house.work(made.job());
    assertEquals(EnvironmentState.BOUND, now(made.environment()).state());
    assertEquals(JobState.DONE, now(made.job()).state());
    EvidenceBundle bundle = EvidenceBundle.parse(now(made.job()).result().orElseThrow());
    assertEquals(M1, bundle.m1());
    assertEquals(List.of(Bytes.utf8("certificate")), bundle.endorsements().chain());
    assertEquals(
        now(made.job()).result(),
        house.run(services -> services.environments.lastEvidence(client, made.environment().id())));
    assertEquals(1, silicon.areas.size());
  }

  @Test
  void a_job_twice_makes_one_area() {
    Establishment made = establish(false, Optional.empty(), Optional.empty());
    house.work(made.job());
    house.work(made.job());
    assertEquals(1, silicon.areas.size());
  }

  @Test
  void a_wish_twice_under_one_key_is_one_and_another_under_the_same_key_is_refused() {
    Establishment first = establish(false, Optional.empty(), Optional.of("k"));
    Establishment second = establish(false, Optional.empty(), Optional.of("k"));
    assertEquals(first.environment().id(), second.environment().id());
    assertEquals(first.job().id(), second.job().id());
    assertEquals(
        Code.REQUEST_ID_REUSED, refusal(() -> establish(false, Optional.of(M1), Optional.of("k"))));
  }

  @Test
  void of_many_wishes_at_once_under_one_key_one_becomes_an_environment() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      Callable<Establishment> wish = () -> establish(false, Optional.empty(), Optional.of("same"));
      Set<String> made = new HashSet<>();
      for (Future<Establishment> one :
          threads.invokeAll(Stream.generate(() -> wish).limit(6).toList())) {
        made.add(one.get().environment().id().text());
      }
      assertEquals(1, made.size());
    }
  }

  /** kill -9 of the server between the processor's answer and the commit. */
  @Test
  void an_area_whose_row_was_never_committed_is_zeroed_and_the_job_done_with_another() {
    Establishment made = establish(false, Optional.empty(), Optional.empty());
    Job begun = house.run(services -> services.workbench.begin(made.job().id())).orElseThrow();
    assertThrows(
        IllegalStateException.class,
        () ->
            house.run(
                services -> {
                  services.workers.provision(begun);
                  throw new IllegalStateException("killed before the commit");
                }));
    assertEquals(1, silicon.areas.size());
    AreaId orphan = silicon.areas.keySet().iterator().next();
    reconcile();
    assertFalse(silicon.areas.containsKey(orphan));
    house.run(
        services -> {
          services.workers.provision(begun);
          return null;
        });
    reconcile();
    assertEquals(1, silicon.areas.size());
    assertEquals(EnvironmentState.BOUND, now(made.environment()).state());
  }

  @Test
  void an_area_that_is_being_made_is_not_taken_for_an_orphan() throws Exception {
    Establishment made = establish(false, Optional.empty(), Optional.empty());
    Job begun = house.run(services -> services.workbench.begin(made.job().id())).orElseThrow();
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<?> cleaning =
          house.run(
              services -> {
                services.workers.provision(begun);
                services.entities.flush();
                Future<?> started = other.submit(this::reconcile);
                // Long enough for it to look, were it not made to wait.
                Thread.sleep(200);
                assertFalse(started.isDone());
                return started;
              });
      cleaning.get();
    }
    assertEquals(1, silicon.areas.size());
    assertEquals(EnvironmentState.BOUND, now(made.environment()).state());
  }

  /** kill -9 of the processor. */
  @Test
  void an_environment_whose_processor_ended_has_failed_and_says_so() throws Exception {
    Environment environment = bound();
    Job early = house.run(s -> s.setUp.attest(client, environment.id(), M1, Optional.empty()));
    silicon.restart();
    awaitReconnected();
    // Not "there is no such thing": it was there, and is gone, whoever notices it first.
    house.work(early);
    assertEquals(Code.ENVIRONMENT_LOST, now(early).error().orElseThrow().code());
    reconcile();
    Environment lost = now(environment);
    assertEquals(EnvironmentState.FAILED, lost.state());
    assertEquals(Code.ENVIRONMENT_LOST, lost.reason().orElseThrow());
    assertEquals(
        Code.ENVIRONMENT_LOST,
        refusal(
            () ->
                house.run(
                    services ->
                        services.setUp.attest(client, environment.id(), M1, Optional.empty()))));
  }

  private void awaitReconnected() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      try {
        if (house.gates.to(house.processor()).areas().get().isEmpty()) {
          return;
        }
      } catch (Exception e) {
        Thread.sleep(20);
      }
    }
    throw new AssertionError("the gate was not connected again");
  }

  @Test
  void an_area_that_ends_by_itself_fails_its_environment_with_its_reason() throws Exception {
    Environment environment = bound();
    silicon.end(new AreaId(environment.area().orElseThrow()), Code.LIMIT_MEMORY);
    for (int i = 0; i < 500 && now(environment).state() != EnvironmentState.FAILED; i++) {
      Thread.sleep(10);
    }
    assertEquals(Code.LIMIT_MEMORY, now(environment).reason().orElseThrow());
  }

  @Test
  void a_terminated_environment_leaves_nothing_behind_and_can_be_terminated_again() {
    Environment environment = bound();
    Job first = house.run(services -> services.setUp.terminate(client, environment.id()));
    house.work(first);
    assertTrue(silicon.areas.isEmpty());
    assertEquals(EnvironmentState.TERMINATED, now(environment).state());
    Job again = house.run(services -> services.setUp.terminate(client, environment.id()));
    assertEquals(first.id(), again.id());
  }

  @Test
  void what_is_terminated_before_it_is_made_is_never_made() {
    Establishment made = establish(false, Optional.empty(), Optional.empty());
    house.work(house.run(services -> services.setUp.terminate(client, made.environment().id())));
    house.work(made.job());
    assertTrue(silicon.areas.isEmpty());
    assertEquals(JobState.FAILED, now(made.job()).state());
    assertEquals(Code.CONFLICT, now(made.job()).error().orElseThrow().code());
    assertEquals(EnvironmentState.TERMINATED, now(made.environment()).state());
  }

  @Test
  void a_pool_is_filled_ahead_and_no_area_of_it_is_given_twice() throws Exception {
    house.run(
        services -> {
          services.pool.topUp(house.processor());
          services.pool.topUp(house.processor());
          return null;
        });
    List<Job> refills =
        house.run(
            services ->
                services
                    .entities
                    .createQuery("select j from Job j where j.processor = :p", Job.class)
                    .setParameter("p", house.processor().text())
                    .getResultList());
    assertEquals(1, refills.size());
    house.work(refills.get(0));
    assertEquals(5, silicon.areas.size());
    reconcile();
    assertEquals(5, silicon.areas.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
      Callable<String> one =
          () -> {
            Establishment made = establish(true, Optional.empty(), Optional.empty());
            house.work(made.job());
            return now(made.environment()).area().orElseThrow();
          };
      Set<String> areas = new HashSet<>();
      for (Future<String> area : threads.invokeAll(Stream.generate(() -> one).limit(7).toList())) {
        areas.add(area.get());
      }
      assertEquals(7, areas.size());
    }
    assertEquals(7, silicon.areas.size());
  }

  @Test
  void a_pooled_area_that_is_gone_is_passed_by() {
    house.run(
        services -> {
          services.pool.topUp(house.processor());
          return null;
        });
    Job refill =
        house.run(
            services ->
                services
                    .entities
                    .createQuery("select j from Job j where j.processor = :p", Job.class)
                    .setParameter("p", house.processor().text())
                    .getSingleResult());
    house.work(refill);
    silicon.areas.clear();
    Establishment made = establish(true, Optional.empty(), Optional.empty());
    house.work(made.job());
    Environment environment = now(made.environment());
    assertEquals(EnvironmentState.ACTIVATED, environment.state());
    assertTrue(silicon.areas.containsKey(new AreaId(environment.area().orElseThrow())));
  }

  /** ATTACKS W01: another tenant's things are not there. */
  @Test
  void another_tenant_sees_and_does_nothing() {
    Establishment mine = establish(false, Optional.of(M1), Optional.empty());
    house.work(mine.job());
    Caller other = Fixture.client();
    assertEquals(
        Code.NOT_FOUND,
        refusal(() -> house.run(s -> s.environments.find(other, mine.environment().id()))));
    assertEquals(
        Code.NOT_FOUND,
        refusal(() -> house.run(s -> s.environments.lastEvidence(other, mine.environment().id()))));
    assertEquals(
        Code.NOT_FOUND,
        refusal(
            () ->
                house.run(
                    s -> s.setUp.attest(other, mine.environment().id(), M1, Optional.empty()))));
    assertEquals(
        Code.NOT_FOUND,
        refusal(() -> house.run(s -> s.setUp.terminate(other, mine.environment().id()))));
    assertEquals(
        Code.NOT_FOUND, refusal(() -> house.run(s -> s.jobs.find(other, mine.job().id()))));
    assertEquals(
        Code.NOT_FOUND, refusal(() -> house.run(s -> s.jobs.retry(other, mine.job().id()))));
    assertTrue(
        house
            .run(
                s ->
                    s.jobs.list(
                        other,
                        Optional.of(mine.environment().id()),
                        Optional.empty(),
                        Optional.empty(),
                        10))
            .items()
            .isEmpty());
    assertTrue(
        house
            .run(s -> s.environments.list(other, Optional.empty(), Optional.empty(), 10))
            .items()
            .isEmpty());
  }

  @Test
  void pages_hold_every_environment_once() {
    Set<String> made = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      made.add(establish(false, Optional.empty(), Optional.empty()).environment().id().text());
    }
    Set<String> listed = new HashSet<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Optional<String> from = cursor;
      var page = house.run(s -> s.environments.list(client, Optional.empty(), from, 2));
      page.items().forEach(environment -> assertTrue(listed.add(environment.id().text())));
      cursor = page.next();
      pages++;
    } while (cursor.isPresent());
    assertEquals(made, listed);
    assertEquals(3, pages);
  }

  @Test
  void a_loader_that_is_standard_is_what_the_processor_is_asked_for() {
    assertEquals(Loader.STANDARD_1.toString(), bound().loader());
  }
}
