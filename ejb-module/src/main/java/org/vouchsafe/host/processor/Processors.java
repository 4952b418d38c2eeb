package org.vouchsafe.host.processor;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.job.Workbench;

/** The processors that this service can place environments on. The list is public. */
@Stateless
public class Processors {
  private EntityManager entities;
  private Jobs jobs;
  private Workbench workbench;
  private Settings settings;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Processors() {}

  @Inject
  public Processors(
      EntityManager entities, Jobs jobs, Workbench workbench, Settings settings, Clock clock) {
    this.entities = entities;
    this.jobs = jobs;
    this.workbench = workbench;
    this.settings = settings;
    this.clock = clock;
  }

  /** All that were ever seen, by name; connected ones first. */
  public List<Processor> list() {
    return entities
        .createQuery(
            "select p from Processor p order by p.connected desc, p.name, p.id", Processor.class)
        .getResultList();
  }

  /**
   * @throws RefusedException NOT_FOUND
   */
  public Processor find(ProcessorId id) throws RefusedException {
    return Optional.ofNullable(entities.find(Processor.class, id.text()))
        .orElseThrow(
            () -> RefusedException.of(Code.NOT_FOUND, "processor", "a known one", id.text()));
  }

  /**
   * Sends an empty job the way that the processor's jobs go: through database, broker and bean.
   *
   * @throws RefusedException NOT_FOUND; FORBIDDEN to all but operators
   */
  public Job probe(Caller caller, ProcessorId id) throws RefusedException {
    caller.require(Role.OPERATOR);
    Job job = Job.probe(id.text(), caller.account(), find(id).node(), clock.instant());
    jobs.submit(job);
    return job;
  }

  /** The work of a probe: to have arrived. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void probed(Job begun) throws RefusedException {
    Optional<Job> taken = workbench.take(begun.id());
    if (taken.isPresent()) {
      workbench.done(taken.get(), Optional.empty());
    }
  }

  /**
   * The processor behind a gate of this node has described itself.
   *
   * @param name the node's name for the gate
   * @return its row's identifier: the same for the same device, whatever its name
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public ProcessorId seen(String name, ProcessorDescription description) {
    Processor processor =
        entities
            .createQuery("select p from Processor p where p.deviceId = :device", Processor.class)
            .setParameter("device", description.deviceId().toArray())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultStream()
            .findFirst()
            .orElse(null);
    if (processor == null) {
      processor = new Processor(description.deviceId());
      processor.describe(name, settings.node(), description, clock.instant());
      entities.persist(processor);
    } else {
      processor.describe(name, settings.node(), description, clock.instant());
    }
    return processor.id();
  }

  /** The gates of this node that do not answer; all others of this node do. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void unseen(List<ProcessorId> answering) {
    for (Processor processor : list()) {
      if (processor.isConnected()
          && processor.node().equals(settings.node())
          && !answering.contains(processor.id())) {
        processor.disconnected();
      }
    }
  }
}
