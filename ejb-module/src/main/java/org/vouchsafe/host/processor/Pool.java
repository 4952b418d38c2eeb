package org.vouchsafe.host.processor;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobState;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.job.Operation;
import org.vouchsafe.host.job.Workbench;

/** The warm pool: areas with the standard loader that are made before anybody asks for them. */
@Stateless
public class Pool {
  // One transaction makes no more, so that its lock on the processor is short.
  private static final int BATCH = 32;

  private EntityManager entities;
  private Gates gates;
  private Jobs jobs;
  private Workbench workbench;
  private Settings settings;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Pool() {}

  @Inject
  public Pool(
      EntityManager entities,
      Gates gates,
      Jobs jobs,
      Workbench workbench,
      Settings settings,
      Clock clock) {
    this.entities = entities;
    this.gates = gates;
    this.jobs = jobs;
    this.workbench = workbench;
    this.settings = settings;
    this.clock = clock;
  }

  /** An area that now belongs to the caller's transaction. */
  public record Taken(AreaId area, Bytes instanceId) {}

  /**
   * Takes the oldest area that is still there; empty when the pool is. Two takers never get the
   * same: each locks the row that it takes, and passes by those that are locked.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<Taken> take(ProcessorId processor) throws RefusedException {
    EntryGate gate = gates.to(processor);
    Optional<PooledArea> next = next(processor);
    while (next.isPresent()) {
      PooledArea pooled = next.get();
      entities.remove(pooled);
      entities.flush();
      if (isThere(gate, pooled.area())) {
        return Optional.of(new Taken(pooled.area(), pooled.instanceId()));
      }
      next = next(processor);
    }
    return Optional.empty();
  }

  private Optional<PooledArea> next(ProcessorId processor) {
    List<?> found =
        entities
            .createNativeQuery(
                "select * from pooled_area where processor = :processor"
                    + " order by created_at, area limit 1 for update skip locked",
                PooledArea.class)
            .setParameter("processor", processor.text())
            .getResultList();
    return found.stream().map(PooledArea.class::cast).findFirst();
  }

  private static boolean isThere(EntryGate gate, AreaId area) throws RefusedException {
    try {
      Answer.of(gate.status(area));
      return true;
    } catch (RefusedException e) {
      if (e.code() == Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Has a job written down when the processor's pool is not full and no such job is open. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void topUp(ProcessorId processor) {
    if (missing(processor) <= 0) {
      return;
    }
    // Held until the commit, so that two who find the pool short do not both write a job down.
    AreaLock.refill(entities, processor);
    boolean open =
        !entities
            .createQuery(
                "select j.id from Job j where j.processor = :processor"
                    + " and j.operation = :refill and j.state in :open",
                String.class)
            .setParameter("processor", processor.text())
            .setParameter("refill", Operation.REFILL)
            .setParameter("open", List.of(JobState.QUEUED, JobState.RUNNING))
            .getResultList()
            .isEmpty();
    if (!open) {
      jobs.submit(
          Job.onProcessor(processor.text(), Operation.REFILL, settings.node(), clock.instant()));
    }
  }

  /** The work of a refill job: makes what is missing, up to a batch. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void refill(Job begun) throws RefusedException {
    Optional<Job> taken = workbench.take(begun.id());
    if (taken.isEmpty() || taken.get().processor().isEmpty()) {
      return;
    }
    ProcessorId processor = ProcessorId.of(taken.get().processor().get());
    EntryGate gate = gates.to(processor);
    AreaLock.shared(entities, processor);
    long toMake = Math.min(missing(processor), BATCH);
    for (long i = 0; i < toMake; i++) {
      AreaDescription area = Answer.of(gate.instantiate(Loader.STANDARD_1, Optional.empty()));
      entities.persist(new PooledArea(area.id(), processor, area.instanceId(), clock.instant()));
    }
    workbench.done(taken.get(), Optional.empty());
  }

  private long missing(ProcessorId processor) {
    return settings.poolSize()
        - entities
            .createQuery(
                "select count(p) from PooledArea p where p.processor = :processor", Long.class)
            .setParameter("processor", processor.text())
            .getSingleResult();
  }

  /** The names of the areas in the pool of a processor. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public List<String> areas(ProcessorId processor) {
    return entities
        .createQuery("select p.area from PooledArea p where p.processor = :processor", String.class)
        .setParameter("processor", processor.text())
        .getResultList();
  }

  /** Forgets areas of the pool that the processor no longer has. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void forget(List<String> areas) {
    if (!areas.isEmpty()) {
      entities
          .createQuery("delete from PooledArea p where p.area in :areas")
          .setParameter("areas", areas)
          .executeUpdate();
    }
  }
}
