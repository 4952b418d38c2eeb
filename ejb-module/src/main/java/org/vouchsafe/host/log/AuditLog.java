package org.vouchsafe.host.log;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Page;
import org.vouchsafe.host.identity.Role;

/** Writes and reads the log. What was done is logged in the transaction that does it. */
@Stateless
public class AuditLog {
  private static final int MAX_TEXT = 200;

  private EntityManager entities;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected AuditLog() {}

  @Inject
  public AuditLog(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** Something was done; undone together with this entry when the transaction fails. */
  public void done(Caller caller, String action, Object subject) {
    entities.persist(
        new AuditEntry(
            clock.instant(),
            caller.account().text(),
            caller.user(),
            action,
            oneLine(subject),
            "done"));
  }

  /** Something was refused; the entry stays although the refused call is undone. */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void refused(String user, String action, Object subject, Code why) {
    entities.persist(
        new AuditEntry(clock.instant(), null, oneLine(user), action, oneLine(subject), why.name()));
  }

  /**
   * The newest entries first.
   *
   * @param before show older ones than this entry; {@link Long#MAX_VALUE} for the newest
   * @throws RefusedException FORBIDDEN to all but operators
   */
  public List<AuditEntry> entries(Caller operator, long before, int limit) throws RefusedException {
    operator.require(Role.OPERATOR);
    return entities
        .createQuery(
            "select e from AuditEntry e where e.id < :before order by e.id desc", AuditEntry.class)
        .setParameter("before", before)
        .setMaxResults(Math.clamp(limit, 1, Page.MAX))
        .getResultList();
  }

  /** Text from outside must not be able to look like another entry, or like an endless one. */
  private static String oneLine(Object value) {
    String text = value.toString().replaceAll("\\p{Cntrl}", "�");
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
