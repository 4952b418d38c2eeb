package org.vouchsafe.processor;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.gate.ExitGate;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.processor.area.Area;
import org.vouchsafe.processor.wasm.Engine;
import org.vouchsafe.processor.wasm.MemoryBudget;

/** The processor itself: its keys, its areas, and what the gates do with them. */
final class SecurityProcessor implements AutoCloseable {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final long LOOK_FOR_CHAIN_MILLIS = 250;
  private static final long EXPIRE_SECONDS = 10;
  private static final long CLOSE_SECONDS = 2;

  private final String name;
  private final int capacity;
  private final SecureRandom random = new SecureRandom();
  private final Software software;
  private final KeyStore keys;
  private final Bytes enrolmentRequest;
  private final Bytes bootId;
  private final Enrolment enrolment;
  private final Engine engine;
  private final Map<AreaId, Area> areas = new ConcurrentHashMap<>();

  /** Short tasks; programs have threads of their own. */
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("area-", 0).factory());

  private final ScheduledExecutorService clockwork =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("clockwork").unstarted(task));

  /**
   * @param home with the keys, made when they are not there
   * @param capacity how many areas at once
   * @param programBytes of memory for all programs together
   * @param log takes lines for people; none of them has a secret
   */
  SecurityProcessor(Path home, String name, int capacity, long programBytes, Consumer<String> log)
      throws IOException {
    this.name = name;
    this.capacity = capacity;
    this.software = Software.measure();
    this.keys = KeyStore.open(home, software, random);
    this.enrolmentRequest = keys.enrolmentRequest(software);
    this.bootId = random(16);
    this.enrolment = new Enrolment(keys, keys.claims(software), random, log);
    this.engine = new Engine(new MemoryBudget(programBytes), random);
    enrolment.refresh();
    var unusedLook =
        clockwork.scheduleWithFixedDelay(
            enrolment::refresh,
            LOOK_FOR_CHAIN_MILLIS,
            LOOK_FOR_CHAIN_MILLIS,
            TimeUnit.MILLISECONDS);
    var unusedExpire =
        clockwork.scheduleWithFixedDelay(
            () -> areas.values().forEach(Area::expire),
            EXPIRE_SECONDS,
            EXPIRE_SECONDS,
            TimeUnit.SECONDS);
  }

  private Bytes random(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  Bytes deviceId() {
    return keys.deviceId().value();
  }

  boolean isEnrolled() {
    return enrolment.certification().isPresent();
  }

  /** The entry gate of one connection. */
  EntryGate gate(ExitGate exit) {
    return new Entry(exit);
  }

  private ProcessorDescription describe() {
    return new ProcessorDescription(
        name,
        deviceId(),
        bootId,
        keys.claims(software).platform().name(),
        software.version().text(),
        software.digest(),
        Software.SVN,
        List.of(Loader.STANDARD_1.toString()),
        enrolmentRequest,
        enrolment.chain(),
        capacity,
        areas.size());
  }

  private AreaDescription instantiate(Loader loader, Optional<Bytes> parameters)
      throws RefusedException, MalformedException {
    loader.requireSupported();
    ActivationState activation =
        parameters.isPresent()
            ? new ActivationState.MadeToOrder(loader, Parameters.parse(parameters.get()))
            : new ActivationState.Unbound(loader);
    Area area = new Area(newId(), activation, enrolment::certification, engine, executor, random);
    synchronized (areas) {
      if (areas.size() >= capacity) {
        throw RefusedException.of(
            Code.UNAVAILABLE, "areas", "at most " + capacity + " at once", "one more");
      }
      areas.put(area.id(), area);
    }
    return area.describe();
  }

  /** 128 random bits in 26 characters; never used again because it never comes again. */
  private AreaId newId() {
    Bytes bits = random(26);
    StringBuilder id = new StringBuilder("area_");
    for (int i = 0; i < bits.size(); i++) {
      id.append(BASE32.charAt(bits.at(i) & 31));
    }
    return new AreaId(id.toString());
  }

  private Area area(AreaId id) throws RefusedException {
    Area area = areas.get(id);
    if (area == null) {
      throw RefusedException.of(Code.NOT_FOUND, "area", "an area of this processor", "none");
    }
    return area;
  }

  /** What the host can ask, on one connection. Returns at once; work is done elsewhere. */
  private final class Entry implements EntryGate {
    private final ExitGate exit;

    Entry(ExitGate exit) {
      this.exit = exit;
    }

    /** Something that may be refused. */
    private interface Work<T> {
      T get() throws RefusedException, MalformedException;
    }

    /** Something that takes its time. */
    private interface Later<T> {
      CompletableFuture<T> get() throws RefusedException;
    }

    private static <T> CompletableFuture<T> now(Work<T> work) {
      CompletableFuture<T> future = new CompletableFuture<>();
      complete(future, work);
      return future;
    }

    private <T> CompletableFuture<T> later(Work<T> work) {
      CompletableFuture<T> future = new CompletableFuture<>();
      executor.execute(() -> complete(future, work));
      return future;
    }

    /** Something that has no result. */
    private interface Act {
      void run() throws RefusedException;
    }

    private CompletableFuture<Void> done(Act act) {
      CompletableFuture<Void> future = new CompletableFuture<>();
      executor.execute(
          () -> {
            try {
              act.run();
              future.complete(null);
            } catch (RefusedException | RuntimeException e) {
              future.completeExceptionally(e);
            }
          });
      return future;
    }

    private static <T> void complete(CompletableFuture<T> future, Work<T> work) {
      try {
        future.complete(work.get());
      } catch (MalformedException e) {
        future.completeExceptionally(e.asRefusal());
      } catch (RefusedException | RuntimeException e) {
        future.completeExceptionally(e);
      }
    }

    private static <T> CompletableFuture<T> flat(Later<T> work) {
      try {
        return work.get();
      } catch (RefusedException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public CompletableFuture<ProcessorDescription> describe() {
      return now(SecurityProcessor.this::describe);
    }

    @Override
    public CompletableFuture<AreaDescription> instantiate(
        Loader loader, Optional<Bytes> parameters) {
      return later(() -> SecurityProcessor.this.instantiate(loader, parameters));
    }

    @Override
    public CompletableFuture<Bytes> attest(AreaId id, Bytes m1) {
      return later(() -> area(id).attest(m1));
    }

    @Override
    public CompletableFuture<List<Bytes>> deliver(AreaId id, Bytes handle, List<Bytes> frames) {
      return flat(() -> area(id).deliver(handle, frames));
    }

    @Override
    public CompletableFuture<Void> subscribe(AreaId id, Bytes handle) {
      return done(() -> area(id).subscribe(handle, exit));
    }

    @Override
    public CompletableFuture<Void> unsubscribe(AreaId id, Bytes handle) {
      return done(() -> area(id).unsubscribe(handle, exit));
    }

    @Override
    public CompletableFuture<Bytes> message(AreaId id, Bytes sealed) {
      return flat(() -> area(id).message(sealed));
    }

    @Override
    public CompletableFuture<AreaDescription> status(AreaId id) {
      return now(() -> area(id).describe());
    }

    @Override
    public CompletableFuture<List<AreaDescription>> areas() {
      return now(
          () -> {
            List<AreaDescription> all = new ArrayList<>();
            areas.values().forEach(area -> all.add(area.describe()));
            return all;
          });
    }

    @Override
    public CompletableFuture<Bytes> persist(AreaId id) {
      return CompletableFuture.failedFuture(notYet("persist"));
    }

    @Override
    public CompletableFuture<AreaDescription> restore(Bytes manifest) {
      return CompletableFuture.failedFuture(notYet("restore"));
    }

    private static RefusedException notYet(String what) {
      return RefusedException.of(
          Code.UNSUPPORTED_VERSION, what, "a processor with checkpoints", "one without");
    }

    @Override
    public CompletableFuture<Void> destroy(AreaId id) {
      return flat(
          () -> {
            Area area = area(id);
            areas.remove(id);
            return area.destroy();
          });
    }
  }

  @Override
  public void close() {
    clockwork.shutdownNow();
    // A program that does not stop at once ends with the process.
    CompletableFuture.allOf(
            areas.values().stream().map(Area::destroy).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
        .join();
    areas.clear();
    engine.close();
    executor.shutdown();
  }
}
