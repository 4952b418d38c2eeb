package org.vouchsafe.host.processor;

import jakarta.persistence.EntityManager;
import org.vouchsafe.host.identity.ProcessorId;

/**
 * Keeps areas that are being made apart from areas that nobody will ever use.
 *
 * <p>Between the gate's answer and the commit of the row that names it, an area looks like one that
 * a dead worker left behind. So a worker holds the processor's lock shared from before the call
 * until its commit, and whoever clears up holds it alone: what it then finds without a row has
 * none, and will have none. The database drops both with the connection of a worker that dies.
 */
public final class AreaLock {
  private static final int AREAS = 0x5653_0001;
  private static final int REFILLS = 0x5653_0002;

  private AreaLock() {}

  /** Until the transaction ends; many at once. */
  public static void shared(EntityManager entities, ProcessorId processor) {
    take(entities, "pg_advisory_xact_lock_shared", AREAS, processor);
  }

  /** Until the transaction ends; nobody else. */
  public static void alone(EntityManager entities, ProcessorId processor) {
    take(entities, "pg_advisory_xact_lock", AREAS, processor);
  }

  /** Until the transaction ends; nobody else who looks whether the pool needs a job. */
  static void refill(EntityManager entities, ProcessorId processor) {
    take(entities, "pg_advisory_xact_lock", REFILLS, processor);
  }

  private static void take(
      EntityManager entities, String function, int space, ProcessorId processor) {
    // The function returns nothing, which the mapper cannot map; its text is empty.
    entities
        .createNativeQuery("select cast(" + function + "(:space, hashtext(:processor)) as text)")
        .setParameter("space", space)
        .setParameter("processor", processor.text())
        .getSingleResult();
  }
}
