package org.vouchsafe.host.environment;

import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.processor.Gates;
import org.vouchsafe.host.processor.Pool;
import org.vouchsafe.host.processor.ProcessorConnected;

/** Looks after this node's processors: at every connection, and on a timer. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Watch {
  private Gates gates;
  private Pool pool;
  private Reconciliation reconciliation;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Watch() {}

  @Inject
  public Watch(Gates gates, Pool pool, Reconciliation reconciliation) {
    this.gates = gates;
    this.pool = pool;
    this.reconciliation = reconciliation;
  }

  /** A processor was connected: what it held before is gone if it was started anew. */
  @Lock(LockType.READ)
  public void connected(@Observes ProcessorConnected event) {
    look(event.processor());
  }

  /** Every ten seconds. */
  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  public void look() throws RefusedException {
    gates.refresh();
    Optional<List<ProcessorId>> living = gates.living();
    if (living.isPresent()) {
      reconciliation.ended(living.get());
    }
    for (ProcessorId processor : gates.connected()) {
      look(processor);
    }
  }

  private void look(ProcessorId processor) {
    try {
      reconciliation.of(processor);
      pool.topUp(processor);
    } catch (RefusedException e) {
      System.getLogger(Watch.class.getName())
          .log(System.Logger.Level.INFO, "processor {0}: {1}", processor, e.getMessage());
    }
  }
}
