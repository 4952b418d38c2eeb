package org.vouchsafe.host.processor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.gate.GateClient;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.metric.HealthCheck;

/** The gates to this node's processors, connected and connected again. */
@ApplicationScoped
public class Gates implements HealthCheck {
  /** A processor that does not answer for so long has ended, and its areas with it. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Takes records that areas send of their own accord. Called on a gate's reading thread. */
  public interface RecordListener {
    void emitted(AreaId area, Bytes handle, Bytes record);

    void ended(AreaId area, Code reason);

    /** This node does not reach the processor; what was subscribed to there is silent. */
    void disconnected(ProcessorId processor);
  }

  /** One processor's gate, and what is known of the other end. */
  private static final class Link {
    private final String name;
    private final GateClient gate;
    private volatile @Nullable ProcessorId processor;
    private volatile Instant answeredAt;

    private Link(String name, GateClient gate, Instant now) {
      this.name = name;
      this.gate = gate;
      this.answeredAt = now;
    }
  }

  private volatile Instant openedAt = Instant.MAX;
  private final Map<String, Link> links = new ConcurrentHashMap<>();
  private final List<RecordListener> listeners = new CopyOnWriteArrayList<>();
  // What an exit gate reports is handled in the order in which it came, off the reading thread.
  private final ExecutorService reports =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("gate-reports").factory());

  private Settings settings;
  private Processors processors;
  private Event<ProcessorConnected> connected;
  private Event<AreaEnded> ended;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Gates() {}

  @Inject
  public Gates(
      Settings settings,
      Processors processors,
      Event<ProcessorConnected> connected,
      Event<AreaEnded> ended,
      Clock clock) {
    this.settings = settings;
    this.processors = processors;
    this.connected = connected;
    this.ended = ended;
    this.clock = clock;
  }

  /** Starts to connect to every processor of the settings. */
  public void open() {
    openedAt = clock.instant();
    for (Map.Entry<String, Path> entry : settings.processors().entrySet()) {
      String name = entry.getKey();
      GateClient gate = GateClient.open(entry.getValue(), new Exit(), () -> met(name));
      links.put(name, new Link(name, gate, clock.instant()));
    }
  }

  /** Adds a listener for good. */
  public void listen(RecordListener listener) {
    listeners.add(listener);
  }

  /**
   * The gate to a processor.
   *
   * @throws RefusedException UNAVAILABLE when this node is not connected to it
   */
  public EntryGate to(ProcessorId processor) throws RefusedException {
    for (Link link : links.values()) {
      if (processor.equals(link.processor) && link.gate.isConnected()) {
        return link.gate;
      }
    }
    throw Answer.unavailable("node " + settings.node() + " is not connected to it");
  }

  /** The processors that are connected now. */
  public List<ProcessorId> connected() {
    return links.values().stream()
        .filter(link -> link.gate.isConnected())
        .map(link -> link.processor)
        .<ProcessorId>mapMulti(
            (processor, found) -> {
              if (processor != null) {
                found.accept(processor);
              }
            })
        .toList();
  }

  @Override
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    links.forEach(
        (name, link) -> problems.put(name, link.gate.isConnected() ? "" : "is not connected"));
    return problems;
  }

  /** Asks every processor how it is, and writes it down. */
  public void refresh() {
    for (Link link : links.values()) {
      if (ask(link).isEmpty()) {
        ProcessorId silent = link.processor;
        if (silent != null && !link.gate.isConnected()) {
          listeners.forEach(listener -> listener.disconnected(silent));
        }
      }
    }
    processors.unseen(connected());
  }

  /**
   * The processors of this node that have not been given up. Empty while it is too early to give
   * any up: a server that starts with its processors must not take them for dead.
   */
  public Optional<List<ProcessorId>> living() {
    Instant givenUp = clock.instant().minus(GRACE);
    if (openedAt.isAfter(givenUp)) {
      return Optional.empty();
    }
    return Optional.of(
        links.values().stream()
            .filter(link -> link.answeredAt.isAfter(givenUp))
            .map(link -> Optional.ofNullable(link.processor))
            .flatMap(Optional::stream)
            .toList());
  }

  private void met(String name) {
    Link link = links.get(name);
    // The connection can be there before open() has put the link in its place.
    for (int i = 0; link == null && i < 100; i++) {
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000L);
      link = links.get(name);
    }
    if (link != null) {
      // Subscriptions end with a connection, so whoever holds one from before must subscribe again.
      ProcessorId before = link.processor;
      if (before != null) {
        listeners.forEach(listener -> listener.disconnected(before));
      }
      ask(link).ifPresent(id -> connected.fire(new ProcessorConnected(id)));
    }
  }

  private Optional<ProcessorId> ask(Link link) {
    try {
      ProcessorDescription description = Answer.of(link.gate.describe());
      ProcessorId id = processors.seen(link.name, description);
      link.processor = id;
      link.answeredAt = clock.instant();
      return Optional.of(id);
    } catch (RefusedException e) {
      // Asked again by the next refresh; until then it is as if it were not there.
      return Optional.empty();
    }
  }

  private final class Exit implements ExitGate {
    @Override
    public void emit(AreaId area, Bytes handle, Bytes record) {
      listeners.forEach(listener -> listener.emitted(area, handle, record));
    }

    @Override
    public void ended(AreaId area, Code reason) {
      listeners.forEach(listener -> listener.ended(area, reason));
      reports.execute(() -> ended.fire(new AreaEnded(area, reason)));
    }
  }

  public void close() {
    links.values().forEach(link -> link.gate.close());
    links.clear();
    reports.shutdown();
  }
}
