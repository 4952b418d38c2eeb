package org.vouchsafe.processor.wasm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.processor.wasi.Exit;
import org.vouchsafe.processor.wasi.Interrupted;
import org.vouchsafe.processor.wasi.Streams;
import org.vouchsafe.processor.wasi.Wasi;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.InvalidException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * One life of a program: its memories, tables, files and descriptors. Nothing of the program runs
 * before the first call, so that whatever it does is watched. After a failure it runs no more.
 */
public final class ProgramInstance {
  /** What a table entry takes: a function's number, its instance and, for references, one more. */
  private static final long TABLE_ENTRY = 16;

  private final Engine engine;
  private final Program program;
  private final Limits limits;
  private final Wasi wasi;
  private final MemoryLimit memory;
  private final List<LinearMemory> memories = new ArrayList<>();
  private @Nullable Instance instance;
  private @Nullable Run running;
  private boolean dead;
  private boolean erased;

  ProgramInstance(Engine engine, Program program, ProgramPackage start, Limits limits)
      throws RefusedException {
    this.engine = engine;
    this.program = program;
    this.limits = limits;
    this.memory = new MemoryLimit(engine.budget(), limits.memoryBytes());
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
    Run run = new Run(limits);
    running = run;
    engine.execute(limits, run, () -> execute(run, entry, streams), () -> running = null);
    return run;
  }

  private End execute(Run run, String entry, Streams streams) {
    End outcome = attempt(run, entry, streams);
    synchronized (this) {
      running = null;
      dead |= outcome instanceof End.Failed || program.isCommand();
      if (erased) {
        erase();
      }
    }
    return outcome;
  }

  private End attempt(Run run, String entry, Streams streams) {
    try {
      wasi.connect(streams);
      Instance ready = instance;
      if (ready == null) {
        ready = instantiate();
        instance = ready;
        if (!program.isCommand() && program.hasEntry("_initialize")) {
          ready.export("_initialize").apply();
        }
      }
      long[] result = ready.export(entry).apply();
      return new End.Finished(result == null || result.length == 0 ? 0 : (int) result[0]);
    } catch (Exit exit) {
      return program.isCommand()
          ? new End.Finished(exit.status())
          : new End.Failed(Code.TRAP, "an export that returns", "exit " + exit.status());
    } catch (LimitReached reached) {
      return reached.outcome();
    } catch (Interrupted | WasmInterruptedException e) {
      return stopped(run);
    } catch (StackOverflowError e) {
      return depth();
    } catch (OutOfMemoryError e) {
      return new End.Failed(Code.LIMIT_MEMORY, "memory that there is", "more");
    } catch (InvalidException | UnlinkableException e) {
      return new End.Failed(
          Code.PROGRAM_MALFORMED, "a module that can be instantiated", "it cannot");
    } catch (RuntimeException e) {
      return trap(run, e);
    }
  }

  private Instance instantiate() {
    return Instance.builder(program.module())
        .withImportValues(WasiImports.of(program.module(), wasi))
        .withMachineFactory(program.machines())
        .withMemoryFactory(this::createMemory)
        .withTableFactory(this::createTable)
        .withStart(false)
        .build();
  }

  private LinearMemory createMemory(MemoryLimits wanted) {
    LinearMemory created = new LinearMemory(wanted, memory);
    memories.add(created);
    return created;
  }

  /** A table of its own limits: the module's are shared, and growing a table writes to them. */
  private TableInstance createTable(Table table, int initial) {
    long least = table.limits().min();
    long most = Math.min(table.limits().max(), Math.max(least, limits.memoryBytes() / TABLE_ENTRY));
    // All that the table may become is taken at once where that is little, its start in any case.
    long reserve = Math.min(most, Math.max(least, 1 << 16));
    if (!memory.take(reserve * TABLE_ENTRY)) {
      throw LimitReached.memory(reserve * TABLE_ENTRY, limits.memoryBytes());
    }
    return new TableInstance(
        new Table(table.elementType(), new TableLimits(least, reserve), table.initialize()),
        initial);
  }

  private static End stopped(Run run) {
    End.Failed why = run.stopped();
    return why == null ? new End.Failed(Code.CANCELLED, "to run on", "stopped") : why;
  }

  private End depth() {
    return new End.Failed(
        Code.LIMIT_DEPTH, "at most about " + limits.callDepth() + " nested calls", "more");
  }

  private End trap(Run run, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StackOverflowError) {
        return depth();
      }
    }
    if (run.stopped() != null) {
      return stopped(run);
    }
    String words =
        e instanceof WasmEngineException && e.getMessage() != null ? e.getMessage() : "a trap";
    String actual = words.length() <= 200 ? words : words.substring(0, 200);
    // A program that was told that there is no more memory often aborts: then that is the reason.
    return memory.wasReached()
        ? new End.Failed(
            Code.LIMIT_MEMORY, "at most " + limits.memoryBytes() + " bytes", "more, then " + actual)
        : new End.Failed(Code.TRAP, "no trap", actual);
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
    memories.forEach(LinearMemory::close);
    memories.clear();
    memory.giveAll();
    wasi.close();
  }
}
