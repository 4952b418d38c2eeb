package org.vouchsafe.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;

/** One host's connection, seen from the processor: reads calls, makes them, sends the answers. */
final class ServedConnection implements ExitGate, AutoCloseable {
  private final Connection connection;
  private final EntryGate processor;

  ServedConnection(Connection connection, Function<ExitGate, EntryGate> processor) {
    this.connection = connection;
    this.processor = processor.apply(this);
  }

  /** Returns when the connection has ended, for whatever reason. */
  void serve() {
    try {
      Optional<Bytes> body = connection.receive();
      while (body.isPresent()) {
        handle(body.get());
        body = connection.receive();
      }
    } catch (MalformedException e) {
      // Where the next frame starts is unknown now: say why, and leave.
      trySend(new Frame.Refusal(Optional.empty(), e.asRefusal().findings()));
    } catch (IOException e) {
      // The host went away; its areas live on and it may come back.
      return;
    } finally {
      connection.close();
    }
  }

  private void handle(Bytes body) {
    Frame frame;
    try {
      frame = Frame.parse(body);
    } catch (MalformedException e) {
      trySend(new Frame.Refusal(Frame.idOf(body), e.asRefusal().findings()));
      return;
    }
    if (frame instanceof Frame.Request(long id, Call call)) {
      CompletableFuture<Cbor> unused =
          call(call).whenComplete((result, failure) -> trySend(answer(id, result, failure)));
    } else {
      trySend(
          new Frame.Refusal(
              Optional.empty(),
              List.of(new Finding(Code.MALFORMED, "frame > kind", "request", "another kind"))));
    }
  }

  private CompletableFuture<Cbor> call(Call call) {
    try {
      return switch (call) {
        case Call.Describe() -> processor.describe().thenApply(ProcessorDescription::toCbor);
        case Call.Instantiate(var loader, var parameters) ->
            processor.instantiate(loader, parameters).thenApply(AreaDescription::toCbor);
        case Call.Attest(var area, var m1) -> processor.attest(area, m1).thenApply(Cbor::of);
        case Call.Deliver(var area, var handle, var frames) ->
            processor.deliver(area, handle, frames).thenApply(ServedConnection::list);
        case Call.Subscribe(var area, var handle) -> none(processor.subscribe(area, handle));
        case Call.Unsubscribe(var area, var handle) -> none(processor.unsubscribe(area, handle));
        case Call.Message(var area, var sealed) ->
            processor.message(area, sealed).thenApply(Cbor::of);
        case Call.Status(var area) -> processor.status(area).thenApply(AreaDescription::toCbor);
        case Call.Areas() ->
            processor
                .areas()
                .thenApply(
                    areas -> Cbor.array(areas.stream().map(AreaDescription::toCbor).toList()));
        case Call.Persist(var area) -> processor.persist(area).thenApply(Cbor::of);
        case Call.Restore(var manifest) ->
            processor.restore(manifest).thenApply(AreaDescription::toCbor);
        case Call.Destroy(var area) -> none(processor.destroy(area));
      };
    } catch (RuntimeException | VirtualMachineError e) {
      // No memory or stack for this call: the connection, and everybody else's calls, live on.
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Cbor list(List<Bytes> items) {
    return Cbor.array(items.stream().map(Cbor::of).toList());
  }

  private static CompletableFuture<Cbor> none(CompletableFuture<Void> done) {
    return done.thenApply(nothing -> Cbor.none());
  }

  private static Frame answer(long id, @Nullable Cbor result, @Nullable Throwable failure) {
    if (failure == null && result != null) {
      return new Frame.Reply(id, result);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    // Whatever else went wrong inside may have touched plaintext: it gets no words of its own.
    List<Finding> findings =
        cause instanceof RefusedException refused
            ? refused.findings()
            : List.of(new Finding(Code.INTERNAL, "processor", "an answer", "an internal failure"));
    return new Frame.Refusal(Optional.of(id), findings);
  }

  private void trySend(Frame frame) {
    try {
      send(frame);
    } catch (UncheckedIOException e) {
      close();
    }
  }

  private void send(Frame frame) {
    try {
      Bytes body = frame.toCbor().encode();
      // A longer one would make the host give up the connection, and all other calls with it.
      connection.send(body.size() <= Connection.MAX_FRAME ? body : tooLarge(frame));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Bytes tooLarge(Frame frame) {
    Optional<Long> id =
        frame instanceof Frame.Reply reply ? Optional.of(reply.id()) : Optional.empty();
    Finding finding =
        new Finding(
            Code.TOO_LARGE,
            "reply",
            "at most " + Connection.MAX_FRAME + " bytes",
            "more than that");
    return new Frame.Refusal(id, List.of(finding)).toCbor().encode();
  }

  @Override
  public void emit(AreaId area, Bytes handle, Bytes record) {
    send(new Frame.Emit(area, handle, record));
  }

  @Override
  public void ended(AreaId area, Code reason) {
    send(new Frame.Ended(area, reason));
  }

  @Override
  public void close() {
    connection.close();
  }
}
