package org.vouchsafe.host.environment;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.host.endorsement.Publications;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.Workbench;
import org.vouchsafe.host.processor.Answer;
import org.vouchsafe.host.processor.AreaLock;
import org.vouchsafe.host.processor.Gates;
import org.vouchsafe.host.processor.Pool;

/**
 * Does the jobs on environments. Each takes the job and its environment under lock, asks the
 * processor, and writes down what came of it, in one transaction. What a processor did for a
 * transaction that never committed is an area without a row, and {@link Reconciliation} zeroes it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Workers {
  private EntityManager entities;
  private Ledger ledger;
  private Workbench workbench;
  private Gates gates;
  private Pool pool;
  private Publications publications;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Workers() {}

  @Inject
  public Workers(
      EntityManager entities,
      Ledger ledger,
      Workbench workbench,
      Gates gates,
      Pool pool,
      Publications publications,
      Clock clock) {
    this.entities = entities;
    this.ledger = ledger;
    this.workbench = workbench;
    this.gates = gates;
    this.pool = pool;
    this.publications = publications;
    this.clock = clock;
  }

  /** Has an area made, and attests it when the client's hello came along. */
  public void provision(Job begun) throws RefusedException {
    Optional<Job> taken = workbench.take(begun.id());
    if (taken.isEmpty()) {
      return;
    }
    Environment environment = ledger.lock(environmentOf(taken.get()));
    EntryGate gate = gates.to(environment.processor());
    if (environment.state() == EnvironmentState.FAILED) {
      environment.tryAgain(clock.instant());
    }
    if (environment.state() == EnvironmentState.REQUESTED) {
      AreaLock.shared(entities, environment.processor());
      activate(environment, gate);
    }
    // A job that was given back after the area was made has only the rest to do.
    String area = environment.requireArea();
    workbench.done(taken.get(), attested(environment, gate, area, taken.get().input()));
  }

  private void activate(Environment environment, EntryGate gate) throws RefusedException {
    if (environment.isPooled()) {
      Optional<Pool.Taken> ready = pool.take(environment.processor());
      if (ready.isPresent()) {
        environment.activated(
            ready.get().area().value(), ready.get().instanceId(), clock.instant());
        ledger.changed(environment);
        return;
      }
    }
    AreaDescription area =
        Answer.of(gate.instantiate(Loader.builtIn(environment.loader()), environment.parameters()));
    if (!area.activationStateId().equals(environment.activationStateId())) {
      // Not a proof of anything, and yet a processor that measures otherwise must not be used. The
      // area has no row and is cleared up.
      throw RefusedException.of(
          Code.MEASUREMENT_MISMATCH,
          "activation state of the area",
          environment.activationStateId().hex(),
          area.activationStateId().hex());
    }
    environment.activated(area.id().value(), area.instanceId(), clock.instant());
    ledger.changed(environment);
  }

  /** Has evidence made for the client's hello. */
  public void attest(Job begun) throws RefusedException {
    Optional<Job> taken = workbench.take(begun.id());
    if (taken.isEmpty()) {
      return;
    }
    Environment environment = ledger.find(environmentOf(taken.get()));
    String area = environment.requireArea();
    EntryGate gate = gates.to(environment.processor());
    workbench.done(taken.get(), attested(environment, gate, area, taken.get().input()));
  }

  private Optional<Bytes> attested(
      Environment environment, EntryGate gate, String area, Optional<Bytes> m1)
      throws RefusedException {
    if (m1.isEmpty()) {
      return Optional.empty();
    }
    Bytes m2 = evidence(gate, new AreaId(area), m1.get());
    return Optional.of(
        new EvidenceBundle(m1.get(), m2, publications.about(environment.processor())).encode());
  }

  private static Bytes evidence(EntryGate gate, AreaId area, Bytes m1) throws RefusedException {
    try {
      return Answer.of(gate.attest(area, m1));
    } catch (RefusedException e) {
      throw e.code() == Code.NOT_FOUND ? Answer.lost(area) : e;
    }
  }

  /** Has the area zeroed. An area that is gone already is as good. */
  public void terminate(Job begun) throws RefusedException {
    Optional<Job> taken = workbench.take(begun.id());
    if (taken.isEmpty()) {
      return;
    }
    Environment environment = ledger.lock(environmentOf(taken.get()));
    if (environment.state().hasArea()) {
      destroy(gates.to(environment.processor()), new AreaId(environment.requireArea()));
    }
    if (environment.state() != EnvironmentState.TERMINATED) {
      environment.terminated(clock.instant());
      ledger.changed(environment);
    }
    workbench.done(taken.get(), Optional.empty());
  }

  static void destroy(EntryGate gate, AreaId area) throws RefusedException {
    try {
      Answer.of(gate.destroy(area));
    } catch (RefusedException e) {
      if (e.code() != Code.NOT_FOUND) {
        throw e;
      }
    }
  }

  private static EnvironmentRef environmentOf(Job job) {
    return job.environment()
        .orElseThrow(() -> new IllegalStateException("a job of this kind is on an environment"));
  }
}
