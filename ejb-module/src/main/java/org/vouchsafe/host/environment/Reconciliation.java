package org.vouchsafe.host.environment;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.processor.Answer;
import org.vouchsafe.host.processor.AreaLock;
import org.vouchsafe.host.processor.Gates;
import org.vouchsafe.host.processor.Pool;

/**
 * Compares what a processor holds with what is written down, and makes both agree: an environment
 * whose area is gone has failed, an area that belongs to nobody is zeroed.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Reconciliation {
  private static final List<EnvironmentState> WITH_AREA =
      List.of(
          EnvironmentState.ACTIVATED,
          EnvironmentState.BOUND,
          EnvironmentState.RUNNING,
          EnvironmentState.RESTORING);

  private EntityManager entities;
  private Gates gates;
  private Pool pool;
  private Ledger ledger;
  private Settings settings;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Reconciliation() {}

  @Inject
  public Reconciliation(
      EntityManager entities, Gates gates, Pool pool, Ledger ledger, Settings settings) {
    this.entities = entities;
    this.gates = gates;
    this.pool = pool;
    this.ledger = ledger;
    this.settings = settings;
  }

  /** Makes rows and areas of one processor agree. */
  public void of(ProcessorId processor) throws RefusedException {
    EntryGate gate = gates.to(processor);
    AreaLock.alone(entities, processor);
    Set<String> held = new HashSet<>();
    for (AreaDescription area : Answer.of(gate.areas())) {
      held.add(area.id().value());
    }
    Set<String> known = new HashSet<>();
    for (Environment environment : withArea(processor)) {
      known.add(environment.requireArea());
      if (!held.contains(environment.requireArea())) {
        ledger.lost(environment, Code.ENVIRONMENT_LOST);
      }
    }
    List<String> pooled = pool.areas(processor);
    known.addAll(pooled);
    List<String> gone = new ArrayList<>(pooled);
    gone.removeAll(held);
    pool.forget(gone);
    held.removeAll(known);
    for (String orphan : held) {
      Workers.destroy(gate, new AreaId(orphan));
    }
  }

  /**
   * Processors of this node that ended, or that its settings name no more: what they held is lost.
   *
   * @param living those that have not been given up
   */
  public void ended(List<ProcessorId> living) throws RefusedException {
    List<String> lost =
        entities
            .createQuery("select p.id from Processor p where p.node = :node", String.class)
            .setParameter("node", settings.node())
            .getResultList()
            .stream()
            .filter(id -> !living.contains(new ProcessorId(id)))
            .toList();
    for (String id : lost) {
      ProcessorId processor = new ProcessorId(id);
      for (Environment environment : withArea(processor)) {
        ledger.lost(environment, Code.ENVIRONMENT_LOST);
      }
      pool.forget(pool.areas(processor));
    }
  }

  private List<Environment> withArea(ProcessorId processor) {
    return entities
        .createQuery(
            "select e from Environment e where e.processor = :processor and e.state in :states",
            Environment.class)
        .setParameter("processor", processor.text())
        .setParameter("states", WITH_AREA)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }
}
