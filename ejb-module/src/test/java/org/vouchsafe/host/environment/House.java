package org.vouchsafe.host.environment;

import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.account.Doors;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.endorsement.PublicationFolder;
import org.vouchsafe.host.endorsement.Publications;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobEnds;
import org.vouchsafe.host.job.JobFailed;
import org.vouchsafe.host.job.JobMessages;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.job.Workbench;
import org.vouchsafe.host.log.AuditLog;
import org.vouchsafe.host.processor.AreaEnded;
import org.vouchsafe.host.processor.Gates;
import org.vouchsafe.host.processor.Placement;
import org.vouchsafe.host.processor.Pool;
import org.vouchsafe.host.processor.ProcessorConnected;
import org.vouchsafe.host.processor.Processors;

/** The hosting service without its container: one node, its gates, a database. */
final class House implements AutoCloseable {
  final Fixture.Sent sent = new Fixture.Sent();
  final Settings settings;
  final Gates gates;

  House(Path socket, String... more) {
    String[] all = new String[more.length + 4];
    all[0] = "vouchsafe.processors";
    all[1] = "alpha=" + socket;
    all[2] = "vouchsafe.node";
    all[3] = "node" + ProcessorId.fresh().text().substring(4, 12);
    System.arraycopy(more, 0, all, 4, more.length);
    settings = Fixture.settings(all);
    gates =
        new Gates(
            settings,
            new InOwnTransaction(settings),
            event(ProcessorConnected.class, connected -> {}),
            event(AreaEnded.class, this::areaEnded),
            Clock.systemUTC());
    gates.open();
    long until = System.nanoTime() + 20_000_000_000L;
    while (gates.connected().isEmpty()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("the gate was not connected");
      }
      Thread.onSpinWait();
    }
  }

  ProcessorId processor() {
    return gates.connected().get(0);
  }

  private void areaEnded(AreaEnded ended) {
    run(
        services -> {
          services.ledger.areaEnded(ended);
          return null;
        });
  }

  /** A transaction's services. */
  interface Step<T> {
    T in(Services services) throws Exception;
  }

  <T> T run(Step<T> step) {
    return Database.inTransaction((entities, later) -> step.in(new Services(entities, later)));
  }

  /** Takes the job through its worker, as a bean does with a message about it. */
  void work(Job job) {
    Optional<Job> begun = run(services -> services.workbench.begin(job.id()));
    if (begun.isEmpty()) {
      return;
    }
    try {
      run(
          services -> {
            switch (begun.get().operation()) {
              case PROVISION -> services.workers.provision(begun.get());
              case ATTEST -> services.workers.attest(begun.get());
              case TERMINATE -> services.workers.terminate(begun.get());
              case REFILL -> services.pool.refill(begun.get());
              case PROBE -> throw new AssertionError("nobody probes here");
            }
            return null;
          });
    } catch (Exception e) {
      if (e instanceof RefusedException refusal) {
        run(
            services -> {
              services.workbench.failed(job.id(), refusal.findings().get(0));
              return null;
            });
      } else {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    gates.close();
  }

  final class Services {
    final Jobs jobs;
    final Workbench workbench;
    final Ledger ledger;
    final Pool pool;
    final Environments environments;
    final SetUpModule setUp;
    final Workers workers;
    final Reconciliation reconciliation;
    final EntityManager entities;

    private Services(EntityManager entities, AfterCommit later) {
      this.entities = entities;
      Clock clock = Clock.systemUTC();
      var events = Fixture.events(entities, sent, later);
      jobs = new Jobs(entities, new JobMessages(sent, later), new JobEnds(), events, later, clock);
      ledger = new Ledger(entities, events, clock);
      workbench =
          new Workbench(
              jobs,
              event(
                  JobFailed.class,
                  failure -> {
                    try {
                      ledger.jobFailed(failure);
                    } catch (RefusedException e) {
                      throw new AssertionError(e);
                    }
                  }),
              clock);
      Processors processors = new Processors(entities, jobs, workbench, settings, clock);
      pool = new Pool(entities, gates, jobs, workbench, settings, clock);
      environments = new Environments(entities);
      AuditLog log = new AuditLog(entities, clock);
      setUp =
          new SetUpModule(
              entities,
              environments,
              jobs,
              new Placement(entities),
              new Allowance(settings, clock),
              events,
              log,
              clock);
      Publications publications =
          new Publications(
              entities,
              processors,
              Doors.accounts(entities, later, clock),
              new PublicationFolder(settings, clock),
              log,
              clock);
      workers = new Workers(entities, ledger, workbench, gates, pool, publications, clock);
      reconciliation = new Reconciliation(entities, gates, pool, ledger, settings);
    }
  }

  /** The gates' own writes happen on their threads, each in a transaction. */
  private static final class InOwnTransaction extends Processors {
    private final Settings settings;

    InOwnTransaction(Settings settings) {
      this.settings = settings;
    }

    @Override
    public ProcessorId seen(String name, ProcessorDescription description) {
      return Database.inTransaction(
          (entities, later) -> in(entities, later).seen(name, description));
    }

    @Override
    public void unseen(List<ProcessorId> answering) {
      Database.inTransaction(
          (entities, later) -> {
            in(entities, later).unseen(answering);
            return null;
          });
    }

    private Processors in(EntityManager entities, AfterCommit later) {
      Fixture.Sent nowhere = new Fixture.Sent();
      Jobs jobs =
          new Jobs(
              entities,
              new JobMessages(nowhere, later),
              new JobEnds(),
              Fixture.events(entities, nowhere, later),
              later,
              Clock.systemUTC());
      Workbench nobodys =
          new Workbench(jobs, event(JobFailed.class, failure -> {}), Clock.systemUTC());
      return new Processors(entities, jobs, nobodys, settings, Clock.systemUTC());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> Event<T> event(Class<T> type, Consumer<T> observer) {
    return (Event<T>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> {
              if (!Set.of("fire").contains(method.getName())) {
                throw new AssertionError(method.getName());
              }
              observer.accept(type.cast(arguments[0]));
              return null;
            });
  }
}
