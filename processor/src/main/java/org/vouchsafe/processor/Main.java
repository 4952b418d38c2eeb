package org.vouchsafe.processor;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.vouchsafe.gate.GateServer;

/** Starts a software processor and keeps it running until it is told to end. */
public final class Main {
  private static final int USAGE = 2;
  private static final int FAILED = 1;

  private Main() {}

  /** Exit status: 0 when it was told to end, 1 when it cannot run, 2 for wrong arguments. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(Arguments.USAGE);
      System.exit(USAGE);
      return;
    }
    if (arguments.help()) {
      out.println(Arguments.USAGE);
      return;
    }
    try {
      run(arguments, out, err);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      err.println("The processor cannot start: " + e.getMessage());
      System.exit(FAILED);
    }
  }

  private static void run(Arguments arguments, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    Hygiene.forbidDumps();
    err.println(
        "This is a software processor: it protects nothing from whoever controls this machine.");
    err.println(
        Hygiene.lockMemory()
            ? "Its memory is locked: no page of it is written to swap."
            : "Its memory is not locked and may be written to swap: that needs CAP_IPC_LOCK, or no"
                + " limit on locked memory (ulimit -l unlimited).");
    Path home = arguments.home().orElseThrow();
    SecurityProcessor processor =
        new SecurityProcessor(
            home,
            arguments.name(),
            arguments.capacity(),
            arguments.programBytes(),
            line -> err.println(arguments.name() + ": " + line));
    if (!processor.isEnrolled()) {
      err.println(
          arguments.name()
              + ": not enrolled yet: have an authority certify "
              + home.resolve("enrolment-request")
              + " and put the chain into "
              + home.resolve("chain.pem"));
    }
    GateServer server = GateServer.listen(arguments.socket().orElseThrow(), processor::gate);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("end")
                .unstarted(
                    () -> {
                      try {
                        server.close();
                      } catch (IOException e) {
                        err.println("The socket could not be removed: " + e.getMessage());
                      }
                      processor.close();
                      ended.countDown();
                    }));
    out.println("ready " + processor.deviceId().hex());
    ended.await();
  }
}
