package org.vouchsafe.processor.area;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.Peer;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;

/**
 * Does what a client asks, after it was decided who it is.
 *
 * @param session none for a message
 */
record Service(Area area, Peer peer, Optional<AreaSession> session) {
  /** What can be asked again and again; everything else is done at most once for each id. */
  private static boolean isRepeatable(Operation operation) {
    return switch (operation) {
      case Operation.Attach a -> true;
      case Operation.Status s -> true;
      case Operation.InvokeKey k -> true;
      case Operation.Forget f -> true;
      case Operation.Authorise a -> false;
      case Operation.Start s -> false;
      case Operation.Invoke i -> false;
      case Operation.Cancel c -> false;
      case Operation.Revoke r -> false;
    };
  }

  /**
   * @return the outcome, a refusal among them; never fails
   */
  Requests.Admitted serve(Request request, Bytes digest) {
    try {
      requireOwn(request.id());
      if (isRepeatable(request.operation())) {
        return new Requests.Admitted(attempt(request), true);
      }
      return area.requests().once(request.id(), digest, () -> attempt(request));
    } catch (RefusedException e) {
      return new Requests.Admitted(CompletableFuture.completedFuture(Outcome.Refused.of(e)), false);
    }
  }

  private void requireOwn(RequestId id) throws RefusedException {
    if (!id.credential().equals(peer.id())) {
      throw RefusedException.of(
          Code.NOT_OWNER, "request id", "the sender's own credential", "another's");
    }
  }

  private CompletableFuture<Outcome> attempt(Request request) {
    try {
      Optional<Right> right = request.operation().right();
      if (right.isPresent()) {
        peer.requireRight(right.get());
      }
      return perform(request.id(), request.operation());
    } catch (MalformedException e) {
      return CompletableFuture.completedFuture(Outcome.Refused.of(e.asRefusal()));
    } catch (RefusedException e) {
      return CompletableFuture.completedFuture(Outcome.Refused.of(e));
    } catch (RuntimeException e) {
      // Its words may be about plaintext, and its cause is ours: the client learns that much.
      return CompletableFuture.completedFuture(Outcome.Refused.of(Conversation.internal()));
    }
  }

  private CompletableFuture<Outcome> perform(RequestId id, Operation operation)
      throws RefusedException, MalformedException {
    Parameters parameters = area.bound().parameters();
    Workload workload = area.workload();
    return switch (operation) {
      case Operation.Authorise authorise -> now(workload.authorise(authorise, parameters));
      case Operation.Start start ->
          workload.start(id, requireSession("start"), area.epoch(), parameters.limits());
      case Operation.Invoke invoke -> workload.invoke(id, invoke, parameters);
      case Operation.Attach attach -> now(attach(attach));
      case Operation.Cancel cancel -> now(cancel(cancel.request()));
      case Operation.Status status -> now(status());
      case Operation.InvokeKey key -> now(new Outcome.InvokeKey(area.invokeStatement()));
      case Operation.Revoke revoke -> now(revoke(revoke.generation()));
      case Operation.Forget forget -> {
        area.requests().forget(peer.id(), forget.counter());
        yield now(new Outcome.Done());
      }
    };
  }

  private static CompletableFuture<Outcome> now(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private AreaSession requireSession(String what) throws RefusedException {
    return session.orElseThrow(
        () ->
            RefusedException.of(
                Code.CONFLICT, what, "a live session, for its streams", "a message"));
  }

  private Outcome attach(Operation.Attach attach) throws RefusedException {
    AreaSession watcher = requireSession("attach");
    requireMayTouch(attach.request());
    CommandRun run =
        area.workload()
            .command(attach.request())
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.NOT_FOUND, "request", "the last start request", "another"));
    return run.attach(watcher, attach);
  }

  private Outcome cancel(RequestId request) throws RefusedException {
    requireMayTouch(request);
    area.workload().cancel(request);
    return new Outcome.Done();
  }

  /** Everybody his own requests; the owner all. */
  private void requireMayTouch(RequestId request) throws RefusedException {
    if (!peer.owner() && !request.credential().equals(peer.id())) {
      throw RefusedException.of(
          Code.NO_RIGHT, "request", "one of the sender's own", "another client's");
    }
  }

  private Outcome revoke(long generation) throws RefusedException {
    if (!peer.owner()) {
      throw RefusedException.of(Code.NOT_OWNER, "revoke", "the owner", "a delegate");
    }
    area.revoke(generation);
    return new Outcome.Done();
  }

  private Outcome status() {
    Workload workload = area.workload();
    Optional<Workload.Loaded> loaded = workload.loaded();
    return new Outcome.Status(
        workload.phase(),
        loaded.map(Workload.Loaded::programDigest),
        loaded.map(Workload.Loaded::launchDigest),
        workload.lastCommand(),
        area.generation(),
        area.sessions().count());
  }
}
