package org.vouchsafe.host.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;

/**
 * The stream of changes. An event is a row, written with the change that it tells of; a message on
 * the topic {@code vouchsafe.events} brings it to all nodes, and one on {@code
 * vouchsafe.events.ACCOUNT} to the account's own programs.
 */
@ApplicationScoped
public class Events {
  /** The topic that nodes listen to. */
  static final String TOPIC = "vouchsafe.events";

  private static final int MOST_MISSED = 1_000;

  private record Listener(AccountId account, Consumer<Event> consumer) {}

  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
  private EntityManager entities;
  private Outbox outbox;
  private AfterCommit afterCommit;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Events() {}

  @Inject
  public Events(EntityManager entities, Outbox outbox, AfterCommit afterCommit, Clock clock) {
    this.entities = entities;
    this.outbox = outbox;
    this.afterCommit = afterCommit;
    this.clock = clock;
  }

  /** Something changed, in the transaction that is under way. */
  public void changed(AccountId account, EventKind kind, String subject, String state) {
    Event event = new Event(account, kind, subject, state, clock.instant());
    entities.persist(event);
    afterCommit.execute(
        () -> {
          Outbox.Content content =
              Outbox.text(event.toJson(), Map.of("account", account.text(), "kind", kind.text()));
          outbox.trySend(outbox.topic(TOPIC), content);
          outbox.trySend(context -> context.createTopic(TOPIC + "." + account), content);
        });
  }

  /**
   * Sends the caller's events to a listener until the handle is closed; first those after {@code
   * lastSeen} that are still kept (a day, at most 1,000), then new ones. One that comes while the
   * first are being read may come twice, with the same id. Called from threads of the stream: the
   * listener must not block.
   */
  public AutoCloseable subscribe(Caller caller, OptionalLong lastSeen, Consumer<Event> consumer) {
    Listener listener = new Listener(caller.account(), consumer);
    // Listening begins before reading, so that nothing falls between the two.
    listeners.add(listener);
    if (lastSeen.isPresent()) {
      missed(caller.account(), lastSeen.getAsLong()).forEach(consumer);
    }
    return () -> listeners.remove(listener);
  }

  private List<Event> missed(AccountId account, long lastSeen) {
    return entities
        .createQuery(
            "select e from Event e where e.account = :account and e.id > :last order by e.id",
            Event.class)
        .setParameter("account", account.text())
        .setParameter("last", lastSeen)
        .setMaxResults(MOST_MISSED)
        .getResultList();
  }

  /** An event of some node has arrived. */
  void arrived(Event event) {
    for (Listener listener : listeners) {
      if (listener.account().equals(event.account())) {
        listener.consumer().accept(event);
      }
    }
  }
}
