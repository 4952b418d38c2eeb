package org.vouchsafe.host.conveyance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.environment.Ledger;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.processor.Gates;

/**
 * Where the frames of an environment go. Remembered for some seconds, since there are thousands of
 * frames to one change; an area that is gone refuses by itself, so an old route does no harm.
 */
@ApplicationScoped
public class Routes {
  private static final Duration REMEMBERED = Duration.ofSeconds(5);
  private static final int MOST = 100_000;

  /**
   * @param settled whether the host's hint of the state will not change by what is delivered
   */
  record Route(
      AccountId account, ProcessorId processor, AreaId area, boolean settled, Instant until) {}

  private final ConcurrentHashMap<EnvironmentRef, Route> routes = new ConcurrentHashMap<>();
  private Environments environments;
  private Ledger ledger;
  private Gates gates;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Routes() {}

  @Inject
  public Routes(Environments environments, Ledger ledger, Gates gates, Clock clock) {
    this.environments = environments;
    this.ledger = ledger;
    this.gates = gates;
    this.clock = clock;
  }

  /**
   * @throws RefusedException NOT_FOUND when the environment is not the caller's; CONFLICT, or the
   *     reason of its end, when it has no area
   */
  Route of(Caller caller, EnvironmentRef id) throws RefusedException {
    @Nullable Route known = routes.get(id);
    if (known != null
        && known.account().equals(caller.account())
        && clock.instant().isBefore(known.until())) {
      return known;
    }
    return remember(environments.find(caller, id));
  }

  /** As {@link #of(Caller, EnvironmentRef)}, for a message of a sender whom only the area knows. */
  Route addressed(EnvironmentRef id) throws RefusedException {
    @Nullable Route known = routes.get(id);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known;
    }
    return remember(environments.addressed(id));
  }

  private Route remember(Environment environment) throws RefusedException {
    boolean settled =
        switch (environment.state()) {
          case ACTIVATED, BOUND -> false;
          default -> true;
        };
    Route route =
        new Route(
            environment.account(),
            environment.processor(),
            new AreaId(environment.requireArea()),
            settled,
            clock.instant().plus(REMEMBERED));
    if (routes.size() >= MOST) {
      routes.clear();
    }
    routes.put(environment.id(), route);
    return route;
  }

  EntryGate gate(Route route) throws RefusedException {
    return gates.to(route.processor());
  }

  /** Something was delivered that may have bound or claimed the area: asks, and writes it down. */
  void look(EnvironmentRef id, Route route) {
    if (route.settled()) {
      return;
    }
    try {
      var unused = gate(route).status(route.area()).thenAcceptAsync(area -> described(id, area));
    } catch (RefusedException e) {
      // The next delivery looks again; the hint is late, and nothing else is.
      return;
    }
  }

  private void described(EnvironmentRef id, AreaDescription area) {
    try {
      if (ledger.described(area)) {
        routes.remove(id);
      }
    } catch (RefusedException e) {
      System.getLogger(Routes.class.getName())
          .log(System.Logger.Level.INFO, "{0}: {1}", Code.CONFLICT, e.getMessage());
    }
  }
}
