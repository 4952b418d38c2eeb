package org.vouchsafe.processor.wasm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ModuleException;

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
                // The module may be valid; then it is the compiler that has a limit here.
                result.completeExceptionally(
                    RefusedException.of(
                        Code.TOO_LARGE, "program", "functions that can be compiled", "one cannot"));
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
    Module parsed;
    try {
      parsed = Module.read(module.toArray());
    } catch (ModuleException e) {
      // Its words may quote the module, and this refusal may travel unsealed, so they stay here.
      throw ModuleScan.malformed("it is not valid");
    }
    return Program.of(parsed);
  }
}
