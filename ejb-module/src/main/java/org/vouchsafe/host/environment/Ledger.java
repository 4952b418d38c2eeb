package org.vouchsafe.host.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaState;
import org.vouchsafe.host.event.EventKind;
import org.vouchsafe.host.event.Events;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.job.JobFailed;
import org.vouchsafe.host.job.Operation;
import org.vouchsafe.host.processor.AreaEnded;

/** Writes down what became of environments; for those who work on them, not for callers. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class Ledger {
  private EntityManager entities;
  private Events events;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Ledger() {}

  @Inject
  public Ledger(EntityManager entities, Events events, Clock clock) {
    this.entities = entities;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The environment's row, locked until the caller's transaction ends. Only as the first look at it
   * in that transaction.
   */
  @Transactional(value = Transactional.TxType.MANDATORY, rollbackOn = RefusedException.class)
  Environment lock(EnvironmentRef id) {
    return one(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** The environment's row as it is. */
  @Transactional(value = Transactional.TxType.MANDATORY, rollbackOn = RefusedException.class)
  Environment find(EnvironmentRef id) {
    return one(id, LockModeType.NONE);
  }

  private Environment one(EnvironmentRef id, LockModeType lock) {
    return entities
        .createQuery("select e from Environment e where e.id = :id", Environment.class)
        .setParameter("id", id.text())
        .setLockMode(lock)
        .getSingleResult();
  }

  /** Tells of the environment's state, once it is committed. */
  @Transactional(value = Transactional.TxType.MANDATORY, rollbackOn = RefusedException.class)
  void changed(Environment environment) {
    events.changed(
        environment.account(),
        EventKind.ENVIRONMENT,
        environment.id().text(),
        environment.state().name());
  }

  /** A processor says that an area is gone. */
  @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = RefusedException.class)
  public void areaEnded(@Observes AreaEnded ended) throws RefusedException {
    Optional<Environment> found = ofArea(ended.area().value());
    if (found.isPresent()) {
      lost(found.get(), ended.reason());
    }
  }

  /** Its area is gone: an environment that had one has failed. */
  void lost(Environment environment, Code reason) throws RefusedException {
    if (environment.state().hasArea()) {
      environment.failed(reason, clock.instant());
      changed(environment);
    }
  }

  /** No area could be made: the environment has failed, for the job's reason. */
  @Transactional(value = Transactional.TxType.MANDATORY, rollbackOn = RefusedException.class)
  public void jobFailed(@Observes JobFailed failure) throws RefusedException {
    if (failure.job().operation() != Operation.PROVISION
        || failure.job().environment().isEmpty()
        || failure.job().error().isEmpty()) {
      return;
    }
    Environment environment = lock(failure.job().environment().get());
    if (environment.state() == EnvironmentState.REQUESTED) {
      environment.failed(failure.job().error().get().code(), clock.instant());
      changed(environment);
    }
  }

  /**
   * The processor described an area: what the host knows of its state is brought up to it.
   *
   * @return whether nothing more will change by such descriptions
   */
  @Transactional(value = Transactional.TxType.REQUIRES_NEW, rollbackOn = RefusedException.class)
  public boolean described(AreaDescription area) throws RefusedException {
    Optional<Environment> found = ofArea(area.id().value());
    if (found.isEmpty()) {
      return true;
    }
    Environment environment = found.get();
    if (environment.state() == EnvironmentState.ACTIVATED && area.environmentId().isPresent()) {
      Bytes environmentId = area.environmentId().get();
      environment.bound(environmentId, clock.instant());
      changed(environment);
    }
    if (environment.state() == EnvironmentState.BOUND && area.state() == AreaState.HOLDER) {
      environment.claimed(clock.instant());
      changed(environment);
    }
    return environment.state() != EnvironmentState.ACTIVATED
        && environment.state() != EnvironmentState.BOUND;
  }

  private Optional<Environment> ofArea(String area) {
    return entities
        .createQuery("select e from Environment e where e.area = :area", Environment.class)
        .setParameter("area", area)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }
}
