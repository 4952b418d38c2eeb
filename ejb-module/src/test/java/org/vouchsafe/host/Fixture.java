package org.vouchsafe.host;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.event.Events;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;

/** The services of one transaction, wired as the container does, and a tenant to use them. */
public final class Fixture {
  /** What was sent, in order: nothing is, until the transaction has committed. */
  public static final class Sent extends Outbox {
    public final List<Content> contents = new CopyOnWriteArrayList<>();

    @Override
    public void send(Address address, Content content) {
      contents.add(content);
    }

    @Override
    public void trySend(Address address, Content content) {
      contents.add(content);
    }
  }

  private Fixture() {}

  public static Settings settings(String... keyValues) {
    Map<String, String> map = new java.util.HashMap<>();
    for (int i = 0; i < keyValues.length; i += 2) {
      map.put(keyValues[i], keyValues[i + 1]);
    }
    return new Settings(name -> Optional.ofNullable(map.get(name)));
  }

  /** A new account, committed, and its client. */
  public static Caller client() {
    AccountId account = AccountId.fresh();
    Database.inTransaction(
        (entities, later) ->
            entities
                .createNativeQuery("insert into account values (:id, :id, :now)")
                .setParameter("id", account.text())
                .setParameter("now", Instant.now())
                .executeUpdate());
    Database.inTransaction(
        (entities, later) ->
            entities
                .createNativeQuery(
                    "insert into app_user values (:id, :id, 'client', null, false, :now)")
                .setParameter("id", account.text())
                .setParameter("now", Instant.now())
                .executeUpdate());
    return new Caller(account, account.text(), Set.of(Role.CLIENT));
  }

  public static Events events(EntityManager entities, Outbox outbox, AfterCommit later) {
    return new Events(entities, outbox, later, Clock.systemUTC());
  }
}
