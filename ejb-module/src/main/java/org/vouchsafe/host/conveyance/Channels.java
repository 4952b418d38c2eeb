package org.vouchsafe.host.conveyance;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.metric.Metrics;
import org.vouchsafe.host.processor.Answer;
import org.vouchsafe.host.processor.Gates;

/** Carries sealed frames between a client and the area of its environment. */
@ApplicationScoped
public class Channels implements Gates.RecordListener {
  private static final int HANDLE = 32;

  private record Key(AreaId area, Bytes handle) {}

  private record Subscribed(ProcessorId processor, FrameListener listener) {}

  private final ConcurrentHashMap<Key, Subscribed> listeners = new ConcurrentHashMap<>();
  private Routes routes;
  private Gates gates;
  private Metrics metrics;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Channels() {}

  @Inject
  public Channels(Routes routes, Gates gates, Metrics metrics) {
    this.routes = routes;
    this.gates = gates;
    this.metrics = metrics;
  }

  @PostConstruct
  void listen() {
    gates.listen(this);
  }

  /**
   * Delivers frames of a session and returns the frames that answer them.
   *
   * @param handle 32 bytes, the session's nonceE
   * @param frames M3 as the first of a new handle, answered by M4; then records
   * @return fails with RefusedException, the area's or the gate's
   * @throws RefusedException NOT_FOUND; CONFLICT, or the reason of its end, when the environment
   *     has no area; MALFORMED; UNAVAILABLE
   */
  public CompletableFuture<List<Bytes>> deliver(
      Caller caller, EnvironmentRef environment, Bytes handle, List<Bytes> frames)
      throws RefusedException {
    requireHandle(handle);
    Routes.Route route = routes.of(caller, environment);
    metrics.count("vouchsafe_channel_deliveries_total");
    EntryGate gate = routes.gate(route);
    CompletableFuture<List<Bytes>> answer =
        orLost(gate, route, gate.deliver(route.area(), handle, frames));
    return route.settled()
        ? answer
        : answer.whenComplete((frame, failure) -> routes.look(environment, route));
  }

  /**
   * Has records that the area produces by itself sent to a transport, until it is closed. A later
   * subscription for the handle takes the place of an earlier one, which is told.
   *
   * @throws RefusedException as {@link #deliver}
   */
  public Subscription subscribe(
      Caller caller, EnvironmentRef environment, Bytes handle, FrameListener listener)
      throws RefusedException {
    requireHandle(handle);
    Routes.Route route = routes.of(caller, environment);
    EntryGate gate = routes.gate(route);
    Key key = new Key(route.area(), handle);
    Subscribed subscribed = new Subscribed(route.processor(), listener);
    Subscribed before = listeners.put(key, subscribed);
    if (before != null) {
      before.listener().ended(Code.CONFLICT);
    }
    var unused =
        gate.subscribe(route.area(), handle)
            .whenComplete(
                (nothing, failure) -> {
                  if (failure instanceof RefusedException refusal
                      && listeners.remove(key, subscribed)) {
                    listener.ended(refusal.code());
                  }
                });
    return () -> close(key, subscribed, gate);
  }

  private void close(Key key, Subscribed subscribed, EntryGate gate) {
    if (listeners.remove(key, subscribed)) {
      // A processor that does not hear of it sends records that nobody here listens to.
      var unused = gate.unsubscribe(key.area(), key.handle());
    }
  }

  /**
   * Delivers one EHS-1A message and returns the sealed reply.
   *
   * @throws RefusedException as {@link #deliver}
   */
  public CompletableFuture<Bytes> message(Caller caller, EnvironmentRef environment, Bytes sealed)
      throws RefusedException {
    return message(routes.of(caller, environment), sealed);
  }

  /**
   * As {@link #message(Caller, EnvironmentRef, Bytes)}, for a sender whom only the area knows: it
   * checks the signature inside.
   */
  public CompletableFuture<Bytes> message(EnvironmentRef environment, Bytes sealed)
      throws RefusedException {
    return message(routes.addressed(environment), sealed);
  }

  private CompletableFuture<Bytes> message(Routes.Route route, Bytes sealed)
      throws RefusedException {
    metrics.count("vouchsafe_messages_total");
    EntryGate gate = routes.gate(route);
    return orLost(gate, route, gate.message(route.area(), sealed));
  }

  /**
   * Of what is not found, the area may be the part that is missing: then it went with its
   * processor, which is back, and the row that says so is on its way.
   */
  private static <T> CompletableFuture<T> orLost(
      EntryGate gate, Routes.Route route, CompletableFuture<T> answer) {
    return answer.exceptionallyCompose(
        failure ->
            isNotFound(failure)
                ? gate.status(route.area())
                    .handle((there, gone) -> isNotFound(gone) ? Answer.lost(route.area()) : failure)
                    .thenCompose(CompletableFuture::failedFuture)
                : CompletableFuture.failedFuture(failure));
  }

  private static boolean isNotFound(@Nullable Throwable failure) {
    return failure instanceof RefusedException refusal && refusal.code() == Code.NOT_FOUND;
  }

  private static void requireHandle(Bytes handle) throws RefusedException {
    if (handle.size() != HANDLE) {
      throw RefusedException.of(
          Code.MALFORMED, "handle", HANDLE + " bytes", handle.size() + " bytes");
    }
  }

  @Override
  public void emitted(AreaId area, Bytes handle, Bytes record) {
    Subscribed subscribed = listeners.get(new Key(area, handle));
    if (subscribed != null) {
      subscribed.listener().record(record);
    }
  }

  @Override
  public void ended(AreaId area, Code reason) {
    end(reason, (key, subscribed) -> key.area().equals(area));
  }

  @Override
  public void disconnected(ProcessorId processor) {
    end(Code.UNAVAILABLE, (key, subscribed) -> subscribed.processor().equals(processor));
  }

  private void end(Code reason, BiPredicate<Key, Subscribed> which) {
    listeners.forEach(
        (key, subscribed) -> {
          if (which.test(key, subscribed) && listeners.remove(key, subscribed)) {
            subscribed.listener().ended(reason);
          }
        });
  }
}
