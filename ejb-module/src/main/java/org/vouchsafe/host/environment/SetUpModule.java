package org.vouchsafe.host.environment;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.host.event.EventKind;
import org.vouchsafe.host.event.Events;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.job.Operation;
import org.vouchsafe.host.log.AuditLog;
import org.vouchsafe.host.processor.Placement;

/** Takes wishes of clients, writes down what is to be done, and answers before it is done. */
@Stateless
public class SetUpModule {
  private EntityManager entities;
  private Environments environments;
  private Jobs jobs;
  private Placement placement;
  private Allowance allowance;
  private Events events;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected SetUpModule() {}

  @Inject
  public SetUpModule(
      EntityManager entities,
      Environments environments,
      Jobs jobs,
      Placement placement,
      Allowance allowance,
      Events events,
      AuditLog log,
      Clock clock) {
    this.entities = entities;
    this.environments = environments;
    this.jobs = jobs;
    this.placement = placement;
    this.allowance = allowance;
    this.events = events;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Asks for an environment.
   *
   * @param idempotencyKey the same key with the same request gets the same answer, for a week
   * @throws RefusedException FORBIDDEN, MALFORMED, TOO_LARGE, UNSUPPORTED_VERSION,
   *     LOADER_NOT_SUPPORTED, RATE_LIMITED, UNAVAILABLE (no processor has room), NOT_FOUND (the
   *     processor that was asked for), REQUEST_ID_REUSED
   */
  public Establishment establish(
      Caller caller, EstablishRequest request, Optional<String> idempotencyKey)
      throws RefusedException {
    caller.require(Role.CLIENT);
    Optional<Repetition> repetition = repetition(caller, idempotencyKey, request.parts());
    Optional<JobId> first = first(repetition);
    if (first.isPresent()) {
      Job job = jobs.find(caller, first.get());
      return new Establishment(environments.find(caller, environmentOf(job)), job);
    }
    allowance.takeEstablish(caller.account());
    Specification specification = Specification.of(request);
    if (request.m1().isPresent()) {
      requireReadable(request.m1().get());
    }
    Placement.Choice choice = placement.choose(request.processor());
    Environment environment =
        Environment.requested(
            caller.account(),
            specification,
            new Environment.Site(choice.processor(), choice.node()),
            clock.instant());
    entities.persist(environment);
    events.changed(
        caller.account(),
        EventKind.ENVIRONMENT,
        environment.id().text(),
        environment.state().name());
    Job job = submit(caller, environment, Operation.PROVISION, request.m1(), repetition);
    return new Establishment(environment, job);
  }

  /**
   * Asks for evidence for an encoded client hello. The job's result is an encoded evidence bundle.
   *
   * @throws RefusedException NOT_FOUND; CONFLICT, or the reason of its end, when the environment
   *     has no area; MALFORMED; RATE_LIMITED; REQUEST_ID_REUSED
   */
  public Job attest(Caller caller, EnvironmentRef id, Bytes m1, Optional<String> idempotencyKey)
      throws RefusedException {
    Environment environment = environments.find(caller, id);
    Optional<Repetition> repetition =
        repetition(caller, idempotencyKey, List.of(Bytes.utf8(id.text()), m1));
    Optional<JobId> first = first(repetition);
    if (first.isPresent()) {
      return jobs.find(caller, first.get());
    }
    allowance.takeAttest(caller.account());
    requireReadable(m1);
    environment.requireArea();
    return submit(caller, environment, Operation.ATTEST, Optional.of(m1), repetition);
  }

  /**
   * Asks for the end of an environment. Asking again gets the same job.
   *
   * @throws RefusedException NOT_FOUND
   */
  public Job terminate(Caller caller, EnvironmentRef id) throws RefusedException {
    Environment environment = environments.find(caller, id);
    // Two who ask at once meet here, and the second finds the first one's job.
    entities.refresh(environment, LockModeType.PESSIMISTIC_WRITE);
    Optional<Job> before =
        entities
            .createQuery(
                "select j from Job j where j.environment = :id and j.operation = :terminate",
                Job.class)
            .setParameter("id", id.text())
            .setParameter("terminate", Operation.TERMINATE)
            .getResultStream()
            .findFirst();
    return before.isPresent()
        ? before.get()
        : submit(caller, environment, Operation.TERMINATE, Optional.empty(), Optional.empty());
  }

  private Job submit(
      Caller caller,
      Environment environment,
      Operation operation,
      Optional<Bytes> input,
      Optional<Repetition> repetition) {
    Job job =
        Job.on(
            environment.id(),
            caller.account(),
            operation,
            environment.node(),
            input,
            clock.instant());
    jobs.submit(job);
    if (repetition.isPresent()) {
      entities.flush(); // the row that the next one refers to
      repetition.get().remember(job.id(), clock.instant());
    }
    log.done(caller, "environment." + operation.text(), environment.id());
    return job;
  }

  private Optional<Repetition> repetition(Caller caller, Optional<String> key, List<Bytes> request)
      throws RefusedException {
    return key.isEmpty()
        ? Optional.empty()
        : Optional.of(Repetition.of(entities, caller, key.get(), request.toArray(new Bytes[0])));
  }

  private static Optional<JobId> first(Optional<Repetition> repetition) throws RefusedException {
    return repetition.isEmpty() ? Optional.empty() : repetition.get().first();
  }

  private static EnvironmentRef environmentOf(Job job) throws RefusedException {
    return job.environment()
        .orElseThrow(
            () ->
                RefusedException.of(
                    Code.REQUEST_ID_REUSED, "idempotency key", "one of this request", "another's"));
  }

  /** So that a hello that no area could read does not become a job. */
  private static void requireReadable(Bytes m1) throws RefusedException {
    try {
      ClientHello.parse(m1);
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }
}
