package org.vouchsafe.gate;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.measure.Loader;

/**
 * The host's end of the gate. Connects by itself, again and again; while there is no connection,
 * calls fail with {@code UNAVAILABLE}. Those under way when it breaks do too, and {@link #areas}
 * tells whether they took effect; of what happened inside an area the host knows nothing, so frames
 * and messages under way fail with {@code OUTCOME_UNKNOWN}.
 */
public final class GateClient implements EntryGate, AutoCloseable {
  private static final long FIRST_PAUSE_NANOS = 20_000_000L;
  private static final long LAST_PAUSE_NANOS = 1_000_000_000L;

  /** Reads a call's result. */
  private interface Result<T> {
    T from(Cbor value) throws MalformedException;
  }

  /** A call that waits for its answer. */
  private record Waiting<T>(Call call, CompletableFuture<T> future, Result<T> result) {
    void broken() {
      boolean inside = call instanceof Call.Deliver || call instanceof Call.Message;
      future.completeExceptionally(
          inside
              ? RefusedException.of(
                  Code.OUTCOME_UNKNOWN, "request", "an answer", "the connection broke before it")
              : unavailable("the connection broke"));
    }

    void answer(Cbor value) {
      try {
        future.complete(result.from(value));
      } catch (MalformedException e) {
        future.completeExceptionally(e.asRefusal());
      }
    }
  }

  private final Path socket;
  private final ExitGate exit;
  private final Runnable onConnected;
  private final AtomicLong nextId = new AtomicLong();
  private final Map<Long, Waiting<?>> waiting = new ConcurrentHashMap<>();
  private final Thread reader;
  private volatile @Nullable Connection connection;
  private volatile boolean closed;

  private GateClient(Path socket, ExitGate exit, Runnable onConnected) {
    this.socket = socket;
    this.exit = exit;
    this.onConnected = onConnected;
    this.reader = Thread.ofPlatform().daemon().name("gate-client").unstarted(this::run);
  }

  /**
   * Starts to connect and returns at once.
   *
   * @param exit is told what the processor sends of its own accord, on the reading thread: it must
   *     hand over and return
   * @param onConnected runs after every (re)connection, on a thread of its own; it may call this
   *     gate. Compare {@link ProcessorDescription#bootId} to see whether the processor restarted
   */
  public static GateClient open(Path socket, ExitGate exit, Runnable onConnected) {
    GateClient client = new GateClient(socket, exit, onConnected);
    client.reader.start();
    return client;
  }

  public boolean isConnected() {
    return connection != null;
  }

  private void run() {
    long pause = FIRST_PAUSE_NANOS;
    while (!closed) {
      try (Connection connected = connect()) {
        pause = FIRST_PAUSE_NANOS;
        connection = connected;
        Thread.ofVirtual().name("gate-connected").start(onConnected);
        read(connected);
      } catch (IOException | MalformedException e) {
        // Reported to whoever calls: the processor is not there, or does not speak our language.
        pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
      } finally {
        connection = null;
        failAll();
      }
      if (!closed) {
        LockSupport.parkNanos(this, pause);
      }
    }
  }

  private Connection connect() throws IOException {
    SocketFolder.check(socket);
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      // The folder is its owner's alone; the one who listens in it must be that owner.
      if (!Peer.userOf(channel).equals(Peer.ownerOf(SocketFolder.folderOf(socket)))) {
        throw new IOException("another user listens on " + socket);
      }
      return new Connection(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void read(Connection connected) throws IOException, MalformedException {
    Optional<Bytes> body = connected.receive();
    while (body.isPresent()) {
      switch (Frame.parse(body.get())) {
        case Frame.Reply(long id, Cbor result) -> {
          Waiting<?> call = waiting.remove(id);
          if (call != null) {
            call.answer(result);
          }
        }
        case Frame.Refusal(Optional<Long> id, List<Finding> findings) -> refuse(id, findings);
        case Frame.Emit(var area, var handle, var record) -> exit.emit(area, handle, record);
        case Frame.Ended(var area, var reason) -> exit.ended(area, reason);
        case Frame.Request(long id, Call call) ->
            throw new MalformedException("frame > kind", "is not one that a processor sends");
      }
      body = connected.receive();
    }
  }

  private void refuse(Optional<Long> id, List<Finding> findings) {
    Waiting<?> call = id.isPresent() ? waiting.remove(id.get()) : null;
    if (call != null) {
      call.future().completeExceptionally(new RefusedException(findings));
    }
  }

  private void failAll() {
    for (Long id : List.copyOf(waiting.keySet())) {
      Waiting<?> call = waiting.remove(id);
      if (call != null) {
        call.broken();
      }
    }
  }

  private static RefusedException unavailable(String actual) {
    return RefusedException.of(Code.UNAVAILABLE, "processor", "a processor that answers", actual);
  }

  private <T> CompletableFuture<T> call(Call call, Result<T> result) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Connection connected = connection;
    if (connected == null) {
      future.completeExceptionally(unavailable("no connection to it"));
      return future;
    }
    long id = nextId.incrementAndGet();
    Bytes body = new Frame.Request(id, call).toCbor().encode();
    if (body.size() > Connection.MAX_FRAME) {
      future.completeExceptionally(
          RefusedException.of(
              Code.TOO_LARGE,
              "frame",
              "at most " + Connection.MAX_FRAME + " bytes",
              body.size() + " bytes"));
      return future;
    }
    waiting.put(id, new Waiting<>(call, future, result));
    try {
      connected.send(body);
    } catch (IOException e) {
      connected.close();
      fail(id);
    }
    // The reader may have cleared the table between our look at the connection and our entry.
    if (connection != connected) {
      fail(id);
    }
    return future;
  }

  private void fail(long id) {
    Waiting<?> call = waiting.remove(id);
    if (call != null) {
      call.broken();
    }
  }

  @Override
  public CompletableFuture<ProcessorDescription> describe() {
    return call(new Call.Describe(), ProcessorDescription::from);
  }

  @Override
  public CompletableFuture<AreaDescription> instantiate(Loader loader, Optional<Bytes> parameters) {
    return call(new Call.Instantiate(loader, parameters), AreaDescription::from);
  }

  @Override
  public CompletableFuture<Bytes> attest(AreaId area, Bytes m1) {
    return call(new Call.Attest(area, m1), GateClient::bytes);
  }

  @Override
  public CompletableFuture<List<Bytes>> deliver(AreaId area, Bytes handle, List<Bytes> frames) {
    return call(new Call.Deliver(area, handle, frames), GateClient::list);
  }

  @Override
  public CompletableFuture<Void> subscribe(AreaId area, Bytes handle) {
    return done(call(new Call.Subscribe(area, handle), GateClient::none));
  }

  @Override
  public CompletableFuture<Void> unsubscribe(AreaId area, Bytes handle) {
    return done(call(new Call.Unsubscribe(area, handle), GateClient::none));
  }

  @Override
  public CompletableFuture<Bytes> message(AreaId area, Bytes sealed) {
    return call(new Call.Message(area, sealed), GateClient::bytes);
  }

  @Override
  public CompletableFuture<AreaDescription> status(AreaId area) {
    return call(new Call.Status(area), AreaDescription::from);
  }

  @Override
  public CompletableFuture<List<AreaDescription>> areas() {
    return call(
        new Call.Areas(),
        value -> {
          List<AreaDescription> areas = new ArrayList<>();
          for (Cbor item : items(value)) {
            areas.add(AreaDescription.from(item));
          }
          return List.copyOf(areas);
        });
  }

  @Override
  public CompletableFuture<Bytes> persist(AreaId area) {
    return call(new Call.Persist(area), GateClient::bytes);
  }

  @Override
  public CompletableFuture<AreaDescription> restore(Bytes manifest) {
    return call(new Call.Restore(manifest), AreaDescription::from);
  }

  @Override
  public CompletableFuture<Void> destroy(AreaId area) {
    return done(call(new Call.Destroy(area), GateClient::none));
  }

  private static Bytes bytes(Cbor value) throws MalformedException {
    if (value instanceof Cbor.Blob(Bytes bytes)) {
      return bytes;
    }
    throw new MalformedException("frame > result", "is not bytes");
  }

  private static List<Cbor> items(Cbor value) throws MalformedException {
    if (value instanceof Cbor.Array(List<Cbor> items)) {
      return items;
    }
    throw new MalformedException("frame > result", "is not an array");
  }

  private static List<Bytes> list(Cbor value) throws MalformedException {
    List<Bytes> list = new ArrayList<>();
    for (Cbor item : items(value)) {
      list.add(bytes(item));
    }
    return List.copyOf(list);
  }

  private static Cbor none(Cbor value) throws MalformedException {
    if (value instanceof Cbor.None) {
      return value;
    }
    throw new MalformedException("frame > result", "is not none");
  }

  private static CompletableFuture<Void> done(CompletableFuture<Cbor> none) {
    return none.thenAccept(nothing -> {});
  }

  /** Closes the connection and stops connecting. */
  @Override
  public void close() {
    closed = true;
    Connection connected = connection;
    if (connected != null) {
      connected.close();
    }
    LockSupport.unpark(reader);
  }
}
