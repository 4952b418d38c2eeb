package org.vouchsafe.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.Comeback;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.ProgramRun;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/** Joins this process's streams with those of a program that runs elsewhere. */
final class Streams {
  private static final int PIECE = 32 * 1024;
  private static final Set<String> ENDED =
      Set.of("TRAP", "CANCELLED", "LIMIT_MEMORY", "LIMIT_TIME", "LIMIT_DEPTH", "LIMIT_OUTPUT");

  private final Action action;
  private final Comeback comeback;
  private final String environment;
  private volatile AttestedChannel current;
  private volatile boolean over;

  /**
   * @param comeback gives another channel when the first is lost
   */
  Streams(Action action, AttestedChannel channel, Comeback comeback, String environment) {
    this.action = action;
    this.current = channel;
    this.comeback = comeback;
    this.environment = environment;
  }

  /** Runs until the program has ended, and returns the exit code for this process. */
  int follow(ProgramRun run, Progress progress) throws Exception {
    progress.clear();
    Thread interrupted = new Thread(() -> cancel(run), "ctrl-c");
    Runtime.getRuntime().addShutdownHook(interrupted);
    Thread output = pump(run, run.output(), action.context().out());
    Thread errors = pump(run, run.errors(), action.context().err());
    Thread.ofPlatform().daemon().name("stdin").start(() -> feed(run));
    try {
      int code = exitCode(run);
      output.join();
      errors.join();
      return code;
    } finally {
      over = true;
      try {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      } catch (IllegalStateException e) {
        // The process is on its way out, and the hook is what is running.
      }
      current.close();
    }
  }

  private int exitCode(ProgramRun run) throws Exception {
    while (true) {
      try {
        return run.exitCode();
      } catch (ServiceException e) {
        if (ENDED.contains(e.code())) {
          return ended(e);
        }
        throw e;
      } catch (IOException e) {
        resume(run);
      }
    }
  }

  private int ended(ServiceException why) {
    action.note("vouchsafe: the program was ended: " + why.getMessage() + " [" + why.code() + "]");
    return why.code().equals("CANCELLED") ? ExitCode.INTERRUPTED : ExitCode.PROGRAM_ENDED;
  }

  /** A program whose connection is lost goes on meanwhile; its output waits for us. */
  private void resume(ProgramRun run) throws Exception {
    action.note("vouchsafe: the connection was lost; coming back to the program");
    long before = run.skipped();
    try {
      current = comeback.open(channel -> channel.attach(run));
      tellSkipped(action, run.skipped() - before);
    } catch (UnreachableException lost) {
      run.keepPosition();
      throw new UnreachableException(
          "The connection was lost and did not come back. The program goes on; come back to it"
              + " with: vouchsafe attach "
              + environment,
          lost);
    }
  }

  /** Output with a gap in it is never passed off as whole. */
  static void tellSkipped(Action action, long bytes) {
    if (bytes > 0) {
      action.note(
          "vouchsafe: "
              + bytes
              + " bytes of output were taken by another process and are left out");
    }
  }

  private Thread pump(ProgramRun run, InputStream from, PrintStream to) {
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] piece = new byte[PIECE];
              try {
                for (int size = from.read(piece); size >= 0; size = from.read(piece)) {
                  to.write(piece, 0, size);
                  if (to.checkError()) {
                    cancel(run); // nobody reads it any more, as after `| head`
                    return;
                  }
                }
              } catch (IOException e) {
                // The channel is over; whoever waits for the program's end is told.
              }
            });
  }

  private void feed(ProgramRun run) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = action.context().in();
      for (int size = in.read(piece); size >= 0 && !over; size = in.read(piece)) {
        run.write(Bytes.copyOf(piece).slice(0, size));
      }
      run.endInput();
    } catch (IOException | ServiceException | RefusedException e) {
      // Whoever waits for the program's end is told of it as well.
    }
  }

  /** Ctrl-C: ends the program, and waits a moment for that to have happened. */
  private void cancel(ProgramRun run) {
    if (over) {
      return;
    }
    Thread asking =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    current.cancel(run.id());
                  } catch (IOException | ServiceException | RefusedException e) {
                    action.note(
                        "vouchsafe: the program could not be told to end; see: vouchsafe attach "
                            + environment);
                  }
                });
    try {
      asking.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
