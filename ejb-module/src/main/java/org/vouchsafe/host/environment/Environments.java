package org.vouchsafe.host.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Cursor;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.Page;

/** The environments of an account. */
@ApplicationScoped
@Transactional(value = Transactional.TxType.SUPPORTS, rollbackOn = RefusedException.class)
public class Environments {
  private EntityManager entities;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Environments() {}

  @Inject
  public Environments(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * @throws RefusedException NOT_FOUND when the caller's account has none of this name
   */
  public Environment find(Caller caller, EnvironmentRef id) throws RefusedException {
    return entities
        .createQuery(
            "select e from Environment e where e.id = :id and e.account = :account",
            Environment.class)
        .setParameter("id", id.text())
        .setParameter("account", caller.account().text())
        .getResultStream()
        .findFirst()
        .orElseThrow(() -> notFound(id));
  }

  /**
   * The environment that a message is for, whoever sent it: the host cannot tell, and the area can.
   *
   * @throws RefusedException NOT_FOUND
   */
  public Environment addressed(EnvironmentRef id) throws RefusedException {
    return Optional.ofNullable(entities.find(Environment.class, id.text()))
        .orElseThrow(() -> notFound(id));
  }

  static RefusedException notFound(EnvironmentRef id) {
    return RefusedException.of(
        Code.NOT_FOUND, "environment", "one of your environments", id.text());
  }

  /**
   * The account's environments, newest first.
   *
   * @param cursor from the page before
   * @param limit at most {@link Page#MAX}
   */
  public Page<Environment> list(
      Caller caller, Optional<EnvironmentState> state, Optional<String> cursor, int limit)
      throws RefusedException {
    Cursor from = Cursor.of(cursor);
    int most = Cursor.clamp(limit);
    TypedQuery<Environment> query =
        entities
            .createQuery(
                "select e from Environment e where e.account = :account"
                    + (state.isPresent() ? " and e.state = :state" : "")
                    + " and (e.createdAt < :at or (e.createdAt = :at and e.id < :id))"
                    + " order by e.createdAt desc, e.id desc",
                Environment.class)
            .setParameter("account", caller.account().text())
            .setParameter("at", from.at())
            .setParameter("id", from.id())
            .setMaxResults(most + 1);
    state.ifPresent(wanted -> query.setParameter("state", wanted));
    return Cursor.page(
        query.getResultList(), most, one -> new Cursor(one.createdAt(), one.id().text()));
  }

  /**
   * The newest encoded evidence bundle; empty when it was never attested.
   *
   * @throws RefusedException NOT_FOUND when there is no such environment
   */
  public Optional<Bytes> lastEvidence(Caller caller, EnvironmentRef id) throws RefusedException {
    Environment environment = find(caller, id);
    return entities
        .createQuery(
            "select j.result from Job j where j.environment = :id and j.result is not null"
                + " order by j.updatedAt desc",
            byte[].class)
        .setParameter("id", environment.id().text())
        .setMaxResults(1)
        .getResultStream()
        .map(Bytes::copyOf)
        .findFirst();
  }
}
