package org.vouchsafe.processor.wasm;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.compile.LinkException;
import org.vouchsafe.engine.runtime.Ended;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.QuotaExceeded;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Trap;
import org.vouchsafe.processor.wasi.Exit;
import org.vouchsafe.processor.wasi.Interrupted;
import org.vouchsafe.processor.wasi.Streams;
import org.vouchsafe.processor.wasi.Wasi;

/**
 * One life of a program: its memories, tables, files and descriptors. Nothing of the program runs
 * before the first call, so that whatever it does is watched. After a failure it runs no more.
 */
public final class ProgramInstance {
  private final Engine engine;
  private final Program program;
  private final Limits limits;
  private final Wasi wasi;
  private final MemoryLimit memory;
  private final Store store;
  private @Nullable Instantiated instance;
  private @Nullable Run running;
  private boolean dead;
  private boolean erased;

  ProgramInstance(Engine engine, Program program, ProgramPackage start, Limits limits)
      throws RefusedException {
    this.engine = engine;
    this.program = program;
    this.limits = limits;
    this.memory = new MemoryLimit(engine.budget(), limits.memoryBytes());
    this.store = new Store(memory);
    try {
      this.wasi =
          new Wasi(
              start.arguments(),
              start.environment(),
              start.files(),
              limits.openFiles(),
              limits.fileBytes(),
              engine.random());
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(
          Code.TOO_LARGE, "files", "at most " + limits.fileBytes() + " bytes", "more");
    }
  }

  /** Runs a command from its start to its end. */
  public Run start(Streams streams) {
    return call("_start", streams);
  }

  /**
   * Calls an export of a reactor, which is initialised at the first call.
   *
   * @param entry for which {@link Program#hasEntry} is true
   */
  public Run invoke(String entry, Streams streams) {
    return call(entry, streams);
  }

  /**
   * @throws IllegalStateException while a call is running, or after a failure
   */
  private synchronized Run call(String entry, Streams streams) {
    if (running != null || dead || erased) {
      throw new IllegalStateException("the program cannot be called now");
    }
    Run run = new Run(limits, store);
    running = run;
    engine.execute(limits, run, () -> execute(run, entry, streams), () -> running = null);
    return run;
  }

  private End execute(Run run, String entry, Streams streams) {
    End outcome = run.settle(attempt(entry, streams));
    synchronized (this) {
      running = null;
      dead |= outcome instanceof End.Failed || program.isCommand();
      if (erased) {
        erase();
      }
    }
    return outcome;
  }

  private End attempt(String entry, Streams streams) {
    try {
      wasi.connect(streams);
      Instantiated ready = instance;
      if (ready == null) {
        ready = program.link(wasi, store);
        instance = ready;
        ready.start().ifPresent(Function::call);
        if (!program.isCommand() && program.hasEntry("_initialize")) {
          function(ready, "_initialize").call();
        }
      }
      Object[] result = function(ready, entry).call();
      return new End.Finished(result.length == 0 ? 0 : (Integer) result[0]);
    } catch (Exit exit) {
      return program.isCommand()
          ? new End.Finished(exit.status())
          : new End.Failed(Code.TRAP, "an export that returns", "exit " + exit.status());
    } catch (LimitReached reached) {
      return reached.outcome();
    } catch (Interrupted | Ended e) {
      return new End.Failed(Code.CANCELLED, "to run on", "stopped");
    } catch (Trap trap) {
      return trapped(trap.reason());
    } catch (StackOverflowError e) {
      return trapped(Trap.Reason.STACK_EXHAUSTED);
    } catch (QuotaExceeded e) {
      return new End.Failed(Code.LIMIT_MEMORY, mostMemory(), e.wanted() + " bytes at the start");
    } catch (OutOfMemoryError e) {
      return new End.Failed(Code.LIMIT_MEMORY, "memory that there is", "more");
    } catch (LinkException e) {
      return new End.Failed(
          Code.PROGRAM_MALFORMED, "a module that can be instantiated", "it cannot");
    } catch (RuntimeException | Error e) {
      return Engine.internal();
    }
  }

  private static Function function(Instantiated of, String entry) {
    return (Function) Objects.requireNonNull(of.exports().get(entry));
  }

  private String mostMemory() {
    return "at most " + limits.memoryBytes() + " bytes";
  }

  private End trapped(Trap.Reason reason) {
    if (reason == Trap.Reason.STACK_EXHAUSTED) {
      return new End.Failed(
          Code.LIMIT_DEPTH, "at most about " + limits.callDepth() + " nested calls", "more");
    }
    // A program that was told that there is no more memory often aborts: then that is the reason.
    return memory.wasReached()
        ? new End.Failed(Code.LIMIT_MEMORY, mostMemory(), "more, then " + reason)
        : new End.Failed(Code.TRAP, "no trap", reason.toString());
  }

  /**
   * Ends whatever runs, and overwrites memories, files, arguments and variables; while a call is
   * still being stopped, as soon as it has ended.
   */
  public synchronized void destroy(Code reason) {
    if (erased) {
      return;
    }
    erased = true;
    if (running != null) {
      running.stop(reason);
    } else {
      erase();
    }
  }

  private void erase() {
    instance = null;
    store.close();
    memory.giveAll();
    wasi.close();
  }
}
