package org.vouchsafe.processor.area;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Signer;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.processor.wasm.End;
import org.vouchsafe.processor.wasm.Engine;
import org.vouchsafe.processor.wasm.Program;
import org.vouchsafe.processor.wasm.ProgramInstance;
import org.vouchsafe.processor.wasm.Run;

/**
 * The program of an area: loaded, then run as a command or invoked as a reactor, one request after
 * the other.
 */
final class Workload {
  private static final int MAX_WAITING = 256;
  private static final Bytes MODULE_HEADER = Bytes.fromHex("0061736d");

  /** Reply and request must fit a message, whatever the parameters allow. */
  private static final long MAX_INVOKE_OUTPUT = 100L << 20;

  /**
   * What was authorised.
   *
   * @param start the package with all arguments, variables and files
   */
  record Loaded(
      Program program,
      ProgramPackage start,
      Bytes programDigest,
      Bytes launchDigest,
      Optional<Signer> signer) {}

  /** An invocation that waits for its turn. */
  private record Waiting(
      RequestId id, String export, InvokeStreams streams, CompletableFuture<Outcome> outcome) {}

  private final Engine engine;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Loaded loaded;
  private @Nullable ProgramInstance instance;
  private @Nullable CommandRun command;
  private @Nullable RequestId runningId;
  private @Nullable Run running;
  private boolean loading;
  private boolean failed;
  private boolean destroyed;

  Workload(Engine engine) {
    this.engine = engine;
  }

  synchronized Optional<Loaded> loaded() {
    return Optional.ofNullable(loaded);
  }

  synchronized boolean isRunning() {
    return running != null;
  }

  synchronized Optional<RequestId> lastCommand() {
    return Optional.ofNullable(command).map(CommandRun::id);
  }

  synchronized Outcome.Phase phase() {
    if (loaded == null) {
      return Outcome.Phase.EMPTY;
    }
    if (running != null) {
      return Outcome.Phase.RUNNING;
    }
    return failed || command != null ? Outcome.Phase.ENDED : Outcome.Phase.LOADED;
  }

  /**
   * Checks, compiles and keeps a program. Takes as long as compiling does.
   *
   * @throws RefusedException CONFLICT while a program runs; PROGRAM_DIGEST, PROGRAM_MALFORMED,
   *     TOO_LARGE, VERSION_TOO_LOW, BINDING_MISMATCH, UNSUPPORTED_VERSION
   */
  Outcome authorise(Operation.Authorise request, Parameters parameters)
      throws RefusedException, MalformedException {
    synchronized (this) {
      requireFree();
      loading = true;
    }
    try {
      Loaded checked = check(request, parameters);
      synchronized (this) {
        requireAlive();
        dropInstance(Code.CANCELLED);
        loaded = checked;
        command = null;
        failed = false;
      }
      return new Outcome.Authorised(checked.programDigest(), checked.launchDigest());
    } finally {
      synchronized (this) {
        loading = false;
      }
    }
  }

  private Loaded check(Operation.Authorise request, Parameters parameters)
      throws RefusedException, MalformedException {
    Launch launch = Launch.parse(request.launch());
    Bytes given =
        request
            .program()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.UNSUPPORTED_VERSION,
                        "program",
                        "its bytes beside the launch",
                        "a program that is part of the activation state"));
    // A bare module is a package whose other fields are empty.
    boolean bare = given.size() >= 4 && given.slice(0, 4).equals(MODULE_HEADER);
    Bytes encoded = bare ? ProgramPackage.of(given).encode() : given;
    ProgramPackage start = launch.assemble(encoded, parameters);
    Bytes digest = launch.program().digest();
    Program program = engine.compile(parameters.ownerKey().id().value(), digest, start.module());
    Optional<Signer> signer =
        launch
            .program()
            .signature()
            .map(signature -> new Signer(signature.signer().id(), signature.version()));
    return new Loaded(program, start, digest, launch.launchDigest(), signer);
  }

  /** Starts the command; the reply to {@code id} is the run's own, after its output. */
  synchronized CompletableFuture<Outcome> start(
      RequestId id, AreaSession watcher, long epoch, Limits limits) throws RefusedException {
    requireFree();
    Loaded ready = requireLoaded();
    if (!ready.program().isCommand()) {
      throw RefusedException.of(
          Code.CONFLICT, "program", "a command, with _start", "a reactor: invoke its exports");
    }
    dropInstance(Code.CANCELLED);
    ProgramInstance fresh = engine.instantiate(ready.program(), ready.start(), limits);
    CommandRun run = new CommandRun(id, epoch, limits.outputBytes(), watcher);
    instance = fresh;
    command = run;
    failed = false;
    Run started = fresh.start(run);
    running = started;
    runningId = id;
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        started.outcome().thenAccept(end -> commandEnded(run, fresh, end, outcome));
    return outcome;
  }

  private void commandEnded(
      CommandRun run, ProgramInstance ended, End end, CompletableFuture<Outcome> outcome) {
    synchronized (this) {
      running = null;
      runningId = null;
      failed |= end instanceof End.Failed;
    }
    // Its memory is of no more use: only its output is still wanted.
    ended.destroy(Code.CANCELLED);
    Outcome result =
        switch (end) {
          case End.Finished(int status) -> new Outcome.Exited(status & 0xFF);
          case End.Failed failure -> Outcome.Refused.of(failure.refusal());
        };
    run.ended(result);
    outcome.complete(result);
  }

  /** Calls an export when all that came before has ended. */
  CompletableFuture<Outcome> invoke(RequestId id, Operation.Invoke request, Parameters parameters)
      throws RefusedException {
    Waiting call;
    synchronized (this) {
      requireAlive();
      Loaded ready = requireLoaded();
      if (ready.program().isCommand()) {
        throw RefusedException.of(
            Code.CONFLICT, "program", "a reactor", "a command, with _start: start it");
      }
      if (!parameters.allowsEntry(request.export())) {
        throw RefusedException.of(
            Code.NO_RIGHT, "export", "one of the parameters' entries", "another");
      }
      if (!ready.program().hasEntry(request.export())) {
        throw RefusedException.of(
            Code.NOT_FOUND, "export", "an export of type () -> () or () -> i32", "none");
      }
      if (waiting.size() >= MAX_WAITING) {
        throw RefusedException.of(
            Code.RATE_LIMITED, "waiting requests", "at most " + MAX_WAITING, "one more");
      }
      long limit = Math.min(parameters.limits().outputBytes(), MAX_INVOKE_OUTPUT);
      call =
          new Waiting(
              id,
              request.export(),
              new InvokeStreams(request.input(), limit),
              new CompletableFuture<>());
      waiting.add(call);
    }
    next(parameters.limits());
    return call.outcome();
  }

  /** Runs the next invocation unless one is running. */
  private void next(Limits limits) {
    Optional<Turn> turn = take(limits);
    while (turn.isPresent() && turn.get().refusal().isPresent()) {
      turn.get().call().outcome().complete(Outcome.Refused.of(turn.get().refusal().get()));
      turn = take(limits);
    }
    turn.ifPresent(taken -> await(taken, limits));
  }

  /** An invocation whose turn it is: running, or refused. */
  private record Turn(
      Waiting call, Program program, Optional<Run> run, Optional<RefusedException> refusal) {}

  private synchronized Optional<Turn> take(Limits limits) {
    Loaded ready = loaded;
    Waiting call = running == null && !loading && ready != null ? waiting.poll() : null;
    if (call == null || ready == null) {
      return Optional.empty();
    }
    try {
      Run run = ready(ready, limits).invoke(call.export(), call.streams());
      running = run;
      runningId = call.id();
      return Optional.of(new Turn(call, ready.program(), Optional.of(run), Optional.empty()));
    } catch (RefusedException e) {
      return Optional.of(new Turn(call, ready.program(), Optional.empty(), Optional.of(e)));
    }
  }

  private void await(Turn turn, Limits limits) {
    CompletableFuture<Void> unused =
        turn.run()
            .orElseThrow()
            .outcome()
            .thenAccept(
                end -> {
                  synchronized (this) {
                    running = null;
                    runningId = null;
                    failed |= end instanceof End.Failed;
                  }
                  turn.call().outcome().complete(invoked(turn.call(), turn.program(), end));
                  next(limits);
                });
  }

  private ProgramInstance ready(Loaded ready, Limits limits) throws RefusedException {
    if (failed) {
      throw RefusedException.of(
          Code.CONFLICT, "program", "one that is alive", "one that failed: authorise it again");
    }
    if (instance == null) {
      instance = engine.instantiate(ready.program(), ready.start(), limits);
    }
    return instance;
  }

  private static Outcome invoked(Waiting call, Program program, End end) {
    return switch (end) {
      case End.Finished(int status) ->
          new Outcome.Invoked(
              call.streams().output(),
              call.streams().errors(),
              program.returnsNumber(call.export()) ? Optional.of(status) : Optional.empty());
      case End.Failed failure ->
          new Outcome.Refused(failure.refusal().findings(), call.streams().errors());
    };
  }

  /** The run of the last command, if {@code id} started it. */
  synchronized Optional<CommandRun> command(RequestId id) {
    return Optional.ofNullable(command).filter(run -> run.id().equals(id));
  }

  /** Detaches a session that is over. */
  synchronized void detach(AreaSession session) {
    if (command != null) {
      command.detach(session);
    }
  }

  /** Ends a request that runs or waits; one that has ended stays as it is. */
  void cancel(RequestId id) {
    Optional<Waiting> dropped;
    synchronized (this) {
      if (id.equals(runningId) && running != null) {
        running.stop(Code.CANCELLED);
        return;
      }
      dropped = waiting.stream().filter(call -> call.id().equals(id)).findFirst();
      dropped.ifPresent(waiting::remove);
    }
    dropped.ifPresent(call -> call.outcome().complete(cancelled()));
  }

  private static Outcome cancelled() {
    return Outcome.Refused.of(
        RefusedException.of(Code.CANCELLED, "request", "to run", "taken back"));
  }

  /** Ends everything and overwrites it. Completes when nothing runs any more. */
  CompletableFuture<Void> destroy() {
    CompletableFuture<Void> done;
    ArrayDeque<Waiting> dropped;
    synchronized (this) {
      destroyed = true;
      done =
          running == null
              ? CompletableFuture.completedFuture(null)
              : running.outcome().thenAccept(end -> {});
      dropped = new ArrayDeque<>(waiting);
      waiting.clear();
      dropInstance(Code.CANCELLED);
      loaded = null;
      if (command != null) {
        command.erase();
      }
    }
    dropped.forEach(call -> call.outcome().complete(cancelled()));
    return done;
  }

  private void dropInstance(Code reason) {
    if (instance != null) {
      instance.destroy(reason);
      instance = null;
    }
  }

  private void requireAlive() throws RefusedException {
    if (destroyed) {
      throw RefusedException.of(Code.NOT_FOUND, "area", "one that is there", "one that ended");
    }
  }

  private void requireFree() throws RefusedException {
    requireAlive();
    if (running != null || loading || !waiting.isEmpty()) {
      throw RefusedException.of(
          Code.CONFLICT, "program", "nothing that runs", "a program that is running or loading");
    }
  }

  private Loaded requireLoaded() throws RefusedException {
    if (loaded == null) {
      throw RefusedException.of(Code.CONFLICT, "program", "one that was authorised", "none");
    }
    return loaded;
  }
}
