package org.vouchsafe.web.api;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.event.Events;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;

/** The open event streams of this node: so many for each account, and none that nobody reads. */
@ApplicationScoped
public class EventStreams {
  private static final int MAX_PER_ACCOUNT = 32;

  /** Often enough for proxies to keep the connection, and to notice a reader that went away. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  private final Events events;
  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
  private final Map<AccountId, Integer> perAccount = new ConcurrentHashMap<>();
  private final ScheduledExecutorService keepAlive =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("vouchsafe-events").factory());

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected EventStreams() {
    this.events = null;
  }

  @Inject
  @SuppressWarnings("FutureReturnValueIgnored") // runs until the executor is shut down
  public EventStreams(Events events) {
    this.events = events;
    keepAlive.scheduleAtFixedRate(
        () -> open.forEach(EventStream::keepAlive),
        KEEP_ALIVE_SECONDS,
        KEEP_ALIVE_SECONDS,
        TimeUnit.SECONDS);
  }

  void open(Caller caller, OptionalLong lastSeen, SseEventSink sink, Sse sse)
      throws RefusedException {
    AccountId account = caller.account();
    if (perAccount.merge(account, 1, Integer::sum) > MAX_PER_ACCOUNT) {
      release(account);
      throw RefusedException.of(
          Code.RATE_LIMITED,
          "open event streams of the account",
          "at most " + MAX_PER_ACCOUNT,
          "more");
    }
    EventStream stream =
        new EventStream(
            sink,
            sse,
            closed -> {
              open.remove(closed);
              release(account);
            });
    open.add(stream);
    stream.keepAlive();
    stream.follow(events.subscribe(caller, lastSeen, stream::send));
  }

  private void release(AccountId account) {
    perAccount.computeIfPresent(account, (key, count) -> count == 1 ? null : count - 1);
  }

  @PreDestroy
  void stop() {
    keepAlive.shutdownNow();
    open.forEach(EventStream::close);
  }
}
