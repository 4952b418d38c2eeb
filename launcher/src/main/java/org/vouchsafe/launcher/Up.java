package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts the service and stays; says what runs; ends it. */
final class Up {
  private static final Duration RENEWAL = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private Up() {}

  static int run(Map<String, String> environment, Path data)
      throws LaunchException, IOException, InterruptedException {
    Steps steps = new Steps(System.out);
    steps.say("Vouchsafe starts, with its data in " + data);
    Ending ending = Ending.onSignal();
    try (Service service =
        Service.start(Installation.current(), Settings.from(environment, data), steps)) {
      steps.say("");
      steps.say("  ready at   " + service.url());
      steps.say("  its key    " + service.pin());
      Path first = data.resolve("first-operator");
      if (Files.exists(first)) {
        steps.say("  sign in    as operator, with the one-time password in " + first);
      }
      steps.say(
          "  a client   ./vouchsafe profile add --url "
              + service.url()
              + " --pin "
              + service.pin());
      steps.say("  its root   " + service.authorityRoot() + " (for policies)");
      steps.say("  AMQP 1.0   amqp://127.0.0.1:" + service.amqpPort());
      steps.say("  Ctrl-C ends everything.");
      stay(service, ending, steps);
      steps.say("Ending.");
    } finally {
      ending.done();
    }
    return 0;
  }

  private static void stay(Service service, Ending ending, Steps steps)
      throws InterruptedException, LaunchException {
    long renewed = System.nanoTime();
    Set<String> told = new HashSet<>();
    while (!ending.await(LOOK)) {
      service.requireAlive();
      for (Part ended : service.endedProcessors()) {
        if (told.add(ended.name())) {
          steps.say(ended.end());
          steps.say("  Its environments are lost; the others go on. To have it back, start again.");
        }
      }
      if (System.nanoTime() - renewed > RENEWAL.toNanos()) {
        renewed = System.nanoTime();
        steps.step("authority publishes again", service::publish);
      }
    }
  }

  static int status(Path data) throws IOException {
    Optional<Instance.Running> running = Instance.running(data);
    if (running.isEmpty()) {
      System.out.println("Nothing runs in " + data + ".");
      return 1;
    }
    System.out.println("Vouchsafe runs in " + data);
    System.out.println("  launcher   pid " + running.get().pid());
    System.out.println("  at         " + running.get().url());
    System.out.println("  its key    " + running.get().pin());
    Path parts = data.resolve("run/parts");
    if (Files.exists(parts)) {
      for (String line : Files.readAllLines(parts)) {
        String[] fields = line.split(" ", 4);
        boolean there = ProcessHandle.of(Long.parseLong(fields[0])).isPresent();
        System.out.printf("  %-16s %s%n", fields[3], there ? "pid " + fields[0] : "has ended");
      }
    }
    return 0;
  }

  static int down(Path data) throws IOException, InterruptedException, LaunchException {
    Optional<Instance.Running> running = Instance.running(data);
    if (running.isEmpty() || running.get().pid() == 0) {
      System.out.println("Nothing runs in " + data + ".");
      return 0;
    }
    ProcessHandle.of(running.get().pid()).ifPresent(ProcessHandle::destroy);
    for (int i = 0; i < 300; i++) {
      if (Instance.running(data).isEmpty()) {
        System.out.println("Ended.");
        return 0;
      }
      Thread.sleep(100);
    }
    throw new LaunchException(
        "The launcher (pid "
            + running.get().pid()
            + ") does not end; kill -9 ends it and all its parts.");
  }

  /** The wish to end, which arrives as a signal; the JVM waits until everything has ended. */
  static final class Ending {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread starter = Thread.currentThread();

    static Ending onSignal() {
      Ending ending = new Ending();
      Runtime.getRuntime().addShutdownHook(new Thread(ending::end, "ending"));
      return ending;
    }

    private void end() {
      asked.countDown();
      // A start that is under way is waiting for something: it stops waiting and ends what it
      // began.
      starter.interrupt();
      try {
        done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** True once somebody asked. */
    boolean await(Duration patience) {
      try {
        return asked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return true;
      }
    }

    void done() {
      done.countDown();
    }
  }
}
