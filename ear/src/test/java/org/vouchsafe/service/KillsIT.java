package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.gate.GateClient;
import org.vouchsafe.launcher.Service;
import org.vouchsafe.service.hold.Holds;
import org.vouchsafe.service.hold.Point;

/**
 * {@code kill -9} in the middle of what was asked for (DESIGN §10): the job is done or fails with a
 * reason, nothing is done twice, nothing is left behind, and the service goes on.
 *
 * <p>Before a kill there is an errand at every step that it is to hit, so one kill says of many
 * steps what comes of them. In the build each {@link Step} is hit once; with {@code -Pkills} every
 * {@link Victim} is killed at every step.
 */
final class KillsIT {
  private static final String OPEN_JOBS =
      "select count(*) from job where state in ('QUEUED', 'RUNNING')";
  private static final String AREAS =
      "select area from environment where state in ('ACTIVATED', 'BOUND', 'RUNNING', 'RESTORING')"
          + " union all select area from pooled_area";

  /**
   * These are held last, and so the shortest time: a job whose row nobody has locked is done by
   * another worker after ten seconds, and a reply is passed on by the thread that reads the gate.
   */
  private static final List<Point> LAST =
      List.of(
          Point.PROVISION_BEGUN,
          Point.ATTEST_BEGUN,
          Point.JOB_MESSAGE_TAKEN,
          Point.JOB_COMMITTED,
          Point.FRAMES_ANSWERED);

  private static Holds holds;
  private static RunningService running;
  private static ExecutorService clients;

  @BeforeAll
  static void start() throws Exception {
    holds = new Holds(Path.of("target", "holds"));
    clients = Executors.newCachedThreadPool();
    running =
        RunningService.start(
            "killed-service",
            settings ->
                settings
                    .with("JDK_JAVA_OPTIONS", holds.option())
                    .withProcessor("JDK_JAVA_OPTIONS", holds.option()));
  }

  @AfterAll
  static void end() throws Exception {
    clients.shutdownNow();
    if (running != null) {
      running.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  void one_at_each_step(Victim victim) throws Exception {
    kill(victim, Arrays.stream(Step.values()).filter(step -> step.inBuild() == victim));
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  @Tag("matrix")
  void provision(Victim victim) throws Exception {
    kill(victim, Errand.Kind.PROVISION);
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  @Tag("matrix")
  void attest(Victim victim) throws Exception {
    kill(victim, Errand.Kind.ATTEST);
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  @Tag("matrix")
  void invoke(Victim victim) throws Exception {
    kill(victim, Errand.Kind.INVOKE);
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  @Tag("matrix")
  void message(Victim victim) throws Exception {
    kill(victim, Errand.Kind.MESSAGE);
  }

  private static void kill(Victim victim, Errand.Kind kind) throws Exception {
    kill(victim, Arrays.stream(Step.values()).filter(step -> step.kind() == kind));
  }

  /** An errand that is to be held at a step. */
  private record Held(Step step, Errand errand) {}

  /** One kill, while every step has an errand of its own. */
  private static void kill(Victim victim, Stream<Step> steps) throws Exception {
    List<Held> all = new ArrayList<>();
    List<Future<?>> open = new ArrayList<>();
    for (Step step :
        steps.sorted(Comparator.comparing(step -> LAST.indexOf(step.point()))).toList()) {
      all.add(new Held(step, step.kind().prepare(running, running.tenant("client"))));
    }
    try {
      for (Held held : all) {
        holds.arm(held.step().point());
        open.add(clients.submit(() -> run(held.errand())));
        assertTrue(
            holds.await(held.step().point(), Patience.LIMIT), "nobody came to " + held.step());
      }
      victim.kill(running.service());
    } finally {
      holds.release();
    }
    victim.restart(running.service());
    List<Executable> verdicts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Held held = all.get(i);
      Future<?> answered = open.get(i);
      verdicts.add(() -> judge(held, answered, victim));
    }
    assertAll(verdicts);
    Patience.until(KillsIT::disagreement);
    serve(running.tenant("client"));
  }

  private static boolean run(Errand errand) throws Exception {
    errand.run();
    return true;
  }

  private static void judge(Held held, Future<?> answered, Victim victim) {
    try (Errand errand = held.errand()) {
      answered.get(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
      errand.judge(victim);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(held.step() + " > " + victim + ": " + e, e);
    }
  }

  /** How rows and areas differ; empty when they do not, and no job is open. */
  private static String disagreement() throws Exception {
    Set<String> held = areas(running.service());
    Set<String> known = new TreeSet<>();
    long open;
    try (Connection database = running.service().database();
        Statement statement = database.createStatement()) {
      try (ResultSet rows = statement.executeQuery(AREAS)) {
        while (rows.next()) {
          assertTrue(known.add(rows.getString(1)), "an area has two owners");
        }
      }
      try (ResultSet rows = statement.executeQuery(OPEN_JOBS)) {
        rows.next();
        open = rows.getLong(1);
      }
    }
    return held.equals(known) && open == 0
        ? ""
        : open + " open jobs, the processor holds " + held + ", the rows name " + known;
  }

  /** What the processor holds, as itself says. */
  static Set<String> areas(Service service) throws Exception {
    Semaphore connected = new Semaphore(0);
    ExitGate deaf =
        new ExitGate() {
          @Override
          public void emit(AreaId area, Bytes handle, Bytes record) {}

          @Override
          public void ended(AreaId area, Code reason) {}
        };
    try (GateClient gate = GateClient.open(service.gate(Victim.NAME), deaf, connected::release)) {
      assertTrue(connected.tryAcquire(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
      Set<String> names = new TreeSet<>();
      gate.areas().get().forEach(area -> names.add(area.id().value()));
      return names;
    }
  }

  private static void serve(Tenant alice) throws Exception {
    String environment = Patience.insist(() -> alice.establish(Optional.of(Victim.NAME)));
    try (AttestedChannel channel = alice.verify(environment).open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
      channel.invoke("post", InvokeErrand.ENTRY);
      assertEquals(InvokeErrand.ENTRY, channel.invoke("balance", Bytes.EMPTY).output());
    }
    alice.client().terminate(environment, true);
  }
}
