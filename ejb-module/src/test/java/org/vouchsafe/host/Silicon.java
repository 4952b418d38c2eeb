package org.vouchsafe.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.AreaState;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.gate.GateServer;
import org.vouchsafe.gate.ProcessorDescription;

/**
 * A processor without insides, behind a real gate: it has areas and a boot, and that is all a host
 * can see of one.
 */
public final class Silicon implements EntryGate, AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  public final Map<AreaId, AreaDescription> areas = new ConcurrentHashMap<>();
  private final Path socket;
  private final Bytes device = random(48);
  private Bytes boot = random(16);
  private GateServer server;
  private volatile ExitGate exit = nobody();

  public Silicon(Path socket) {
    this.socket = socket;
    this.server = listen();
  }

  private GateServer listen() {
    try {
      return GateServer.listen(
          socket,
          toHost -> {
            exit = toHost;
            return this;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExitGate nobody() {
    return new ExitGate() {
      @Override
      public void emit(AreaId area, Bytes handle, Bytes record) {}

      @Override
      public void ended(AreaId area, Code reason) {}
    };
  }

  private static Bytes random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  /** As after kill -9 and a new start: the same device, no areas. */
  public void restart() {
    close();
    areas.clear();
    boot = random(16);
    server = listen();
  }

  /** An area ends by itself. */
  public void end(AreaId area, Code reason) {
    areas.remove(area);
    exit.ended(area, reason);
  }

  public void emit(AreaId area, Bytes handle, Bytes record) {
    exit.emit(area, handle, record);
  }

  @Override
  public CompletableFuture<ProcessorDescription> describe() {
    return CompletableFuture.completedFuture(
        new ProcessorDescription(
            "alpha",
            device,
            boot,
            "software",
            "1.0.0",
            random(48),
            1,
            List.of("standard/1"),
            Bytes.utf8("request"),
            List.of(Bytes.utf8("certificate")),
            1_000,
            areas.size()));
  }

  @Override
  public CompletableFuture<AreaDescription> instantiate(Loader loader, Optional<Bytes> parameters) {
    try {
      byte[] name = random(26).toArray();
      StringBuilder id = new StringBuilder("area_");
      for (byte b : name) {
        id.append((char) ('a' + (b & 15)));
      }
      Bytes identifier;
      Optional<Bytes> environment = Optional.empty();
      if (parameters.isPresent()) {
        Parameters parsed = Parameters.parse(parameters.get());
        identifier = new ActivationState.MadeToOrder(loader, parsed).id().value();
        environment = Optional.of(EnvironmentId.of(loader, parsed.binding()).value());
      } else {
        identifier = new ActivationState.Unbound(loader).id().value();
      }
      AreaDescription area =
          new AreaDescription(
              new AreaId(id.toString()),
              random(32),
              identifier,
              parameters.isPresent() ? AreaState.UNCLAIMED : AreaState.UNBOUND,
              environment,
              Optional.empty(),
              0,
              false);
      areas.put(area.id(), area);
      return CompletableFuture.completedFuture(area);
    } catch (org.vouchsafe.attestation.MalformedException e) {
      return CompletableFuture.failedFuture(e.asRefusal());
    }
  }

  private <T> CompletableFuture<T> in(AreaId area, T answer) {
    return areas.containsKey(area)
        ? CompletableFuture.completedFuture(answer)
        : CompletableFuture.failedFuture(
            RefusedException.of(Code.NOT_FOUND, "area", "one that is there", area.value()));
  }

  @Override
  public CompletableFuture<Bytes> attest(AreaId area, Bytes m1) {
    return in(area, Bytes.utf8("m2"));
  }

  @Override
  public CompletableFuture<List<Bytes>> deliver(AreaId area, Bytes handle, List<Bytes> frames) {
    // As after a claim: the area has an owner from now on.
    areas.computeIfPresent(
        area,
        (id, was) ->
            new AreaDescription(
                id,
                was.instanceId(),
                was.activationStateId(),
                AreaState.HOLDER,
                Optional.of(was.environmentId().orElse(random(48))),
                was.programDigest(),
                1,
                false));
    return in(area, frames);
  }

  @Override
  public CompletableFuture<Void> subscribe(AreaId area, Bytes handle) {
    return in(area, null);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(AreaId area, Bytes handle) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Bytes> message(AreaId area, Bytes sealed) {
    return in(area, sealed);
  }

  @Override
  public CompletableFuture<AreaDescription> status(AreaId area) {
    return in(area, areas.get(area));
  }

  @Override
  public CompletableFuture<List<AreaDescription>> areas() {
    return CompletableFuture.completedFuture(List.copyOf(areas.values()));
  }

  @Override
  public CompletableFuture<Bytes> persist(AreaId area) {
    throw new AssertionError("not asked of it");
  }

  @Override
  public CompletableFuture<AreaDescription> restore(Bytes manifest) {
    throw new AssertionError("not asked of it");
  }

  @Override
  public CompletableFuture<Void> destroy(AreaId area) {
    CompletableFuture<Void> done = in(area, null);
    areas.remove(area);
    return done;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
