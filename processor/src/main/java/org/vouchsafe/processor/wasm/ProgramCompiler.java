package org.vouchsafe.processor.wasm;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** Turns the bytes of a module into a {@link Program}. */
final class ProgramCompiler {
  /** Measured on the engine: what parsing and compiling take for each costly byte, and room. */
  private static final long HEAP_PER_BYTE = 150;

  private static final long STACK = 64L << 20;

  /** Costly bytes that are compiled in a moment. */
  private static final long SMALL = 512 << 10;

  /** One at a time: the next waits, and what they take together stays bounded. */
  private final Semaphore large = new Semaphore(1, true);

  /** So that nobody's large program makes everybody wait. */
  private final Semaphore small = new Semaphore(1, true);

  /**
   * @throws RefusedException PROGRAM_MALFORMED; TOO_LARGE when there is not the memory to compile
   *     it
   */
  Program compile(Bytes module) throws RefusedException {
    long bytes = ModuleScan.costlyBytes(module);
    long most = Runtime.getRuntime().maxMemory() / 2 / HEAP_PER_BYTE;
    if (bytes > most) {
      throw RefusedException.of(
          Code.TOO_LARGE,
          "program",
          "at most " + most + " bytes of code and declarations",
          bytes + " bytes");
    }
    Semaphore turn = bytes <= SMALL ? small : large;
    turn.acquireUninterruptibly();
    try {
      return onLargeStack(module);
    } finally {
      turn.release();
    }
  }

  /** The parser and the compiler recurse as deeply as the module nests. */
  private static Program onLargeStack(Bytes module) throws RefusedException {
    CompletableFuture<Program> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(parse(module));
              } catch (RefusedException e) {
                result.completeExceptionally(e);
              } catch (OutOfMemoryError e) {
                result.completeExceptionally(
                    RefusedException.of(
                        Code.TOO_LARGE,
                        "program",
                        "a module that fits into memory",
                        "it does not"));
              } catch (RuntimeException | Error e) {
                // The engine's parser fails in many ways; to us each says the same. Its words may
                // quote the module, and this refusal may travel unsealed, so they stay here.
                result.completeExceptionally(ModuleScan.malformed("the parser refuses it"));
              }
            },
            "compile",
            STACK);
    thread.setDaemon(true);
    thread.start();
    return await(result);
  }

  private static Program await(CompletableFuture<Program> result) throws RefusedException {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static Program parse(Bytes module) throws RefusedException {
    byte[] bytes = module.toArray();
    WasmModule parsed =
        Parser.builder()
            // Names are for debuggers, and a bad name section does not make a module invalid.
            .withCustomParsers(Map.of())
            .build()
            .parse(() -> new java.io.ByteArrayInputStream(bytes));
    return new Program(parsed, machines(parsed));
  }

  private static Function<Instance, Machine> machines(WasmModule module) {
    try {
      return MachineFactoryCompiler.builder(module)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .compile();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // The module is valid; it is the compiler that has a limit here. Slow is better than not.
      return InterpreterMachine::new;
    }
  }
}
