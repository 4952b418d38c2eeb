package org.vouchsafe.gate;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Loader;

/** A processor's side without a processor: answers with what it was given. */
final class EchoProcessor implements EntryGate, AutoCloseable {
  static final AreaId AREA = new AreaId("area_abcdefghijklmnopqrstuvwxyz");
  static final AreaId SLOW = new AreaId("area_bbbbbbbbbbbbbbbbbbbbbbbbbb");
  static final AreaId LOUD = new AreaId("area_dddddddddddddddddddddddddd");
  static final AreaId VAST = new AreaId("area_eeeeeeeeeeeeeeeeeeeeeeeeee");
  static final AreaId GONE = new AreaId("area_cccccccccccccccccccccccccc");

  final CountDownLatch release = new CountDownLatch(1);
  final ExitGate exit;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  EchoProcessor(ExitGate exit) {
    this.exit = exit;
  }

  static AreaDescription area(Bytes parameters) {
    return new AreaDescription(
        AREA,
        Bytes.copyOf(new byte[32]),
        Bytes.copyOf(new byte[48]),
        AreaState.UNCLAIMED,
        Optional.of(Bytes.copyOf(new byte[48])),
        Optional.empty(),
        parameters.size(),
        true);
  }

  @Override
  public CompletableFuture<ProcessorDescription> describe() {
    return CompletableFuture.completedFuture(
        new ProcessorDescription(
            "alpha",
            Bytes.copyOf(new byte[48]),
            Bytes.copyOf(new byte[16]),
            "software",
            "1.2.3",
            Bytes.copyOf(new byte[48]),
            7,
            List.of("standard/1"),
            Bytes.of(1, 2, 3),
            List.of(Bytes.of(4), Bytes.of(5)),
            1000,
            3));
  }

  @Override
  public CompletableFuture<AreaDescription> instantiate(Loader loader, Optional<Bytes> parameters) {
    if (!loader.equals(Loader.builtIn("standard/1"))) {
      return CompletableFuture.failedFuture(
          RefusedException.of(Code.LOADER_NOT_SUPPORTED, "loader", "standard/1", "another"));
    }
    return CompletableFuture.completedFuture(area(parameters.orElse(Bytes.EMPTY)));
  }

  @Override
  public CompletableFuture<Bytes> attest(AreaId area, Bytes m1) {
    if (area.equals(GONE)) {
      return CompletableFuture.failedFuture(
          RefusedException.of(Code.NOT_FOUND, "area", "an area of this processor", "none"));
    }
    return CompletableFuture.completedFuture(m1);
  }

  @Override
  public CompletableFuture<List<Bytes>> deliver(AreaId area, Bytes handle, List<Bytes> frames) {
    if (area.equals(SLOW)) {
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            return frames;
          },
          executor);
    }
    if (area.equals(LOUD)) {
      return CompletableFuture.completedFuture(
          List.of(frames.get(0), frames.get(0), frames.get(0)));
    }
    return CompletableFuture.completedFuture(frames);
  }

  @Override
  public CompletableFuture<Void> subscribe(AreaId area, Bytes handle) {
    for (int i = 0; i < 1000; i++) {
      exit.emit(area, handle, Bytes.of(i >> 8, i));
    }
    exit.ended(area, Code.ENVIRONMENT_LOST);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> unsubscribe(AreaId area, Bytes handle) {
    throw new IllegalStateException("a secret that must not travel");
  }

  @Override
  public CompletableFuture<Bytes> message(AreaId area, Bytes sealed) {
    return CompletableFuture.completedFuture(sealed);
  }

  @Override
  public CompletableFuture<AreaDescription> status(AreaId area) {
    if (area.equals(VAST)) {
      throw new OutOfMemoryError("a secret that must not travel");
    }
    return CompletableFuture.completedFuture(area(Bytes.EMPTY));
  }

  @Override
  public CompletableFuture<List<AreaDescription>> areas() {
    return CompletableFuture.completedFuture(List.of(area(Bytes.EMPTY), area(Bytes.of(1))));
  }

  @Override
  public CompletableFuture<Bytes> persist(AreaId area) {
    return CompletableFuture.failedFuture(
        RefusedException.of(Code.UNSUPPORTED_VERSION, "persist", "a later version", "this one"));
  }

  @Override
  public CompletableFuture<AreaDescription> restore(Bytes manifest) {
    return CompletableFuture.failedFuture(
        RefusedException.of(Code.UNSUPPORTED_VERSION, "restore", "a later version", "this one"));
  }

  @Override
  public CompletableFuture<Void> destroy(AreaId area) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    release.countDown();
    executor.close();
  }
}
