package org.vouchsafe.host.account;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.log.AuditLog;

/** Wires this package's services as the container does. */
public final class Doors {
  private Doors() {}

  public static Accounts accounts(
      EntityManager entities,
      Settings settings,
      AfterCommit later,
      SignInLimit limit,
      Clock clock) {
    AuditLog log = new AuditLog(entities, clock);
    Tokens tokens = new Tokens(entities, limit, new FirstOperatorFile(settings, later), log, clock);
    return new Accounts(entities, tokens, log, clock);
  }

  public static Accounts accounts(EntityManager entities, AfterCommit later, Clock clock) {
    return accounts(entities, Fixture.settings(), later, new SignInLimit(clock), clock);
  }
}
