package org.vouchsafe.web.channel;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The WebSockets of this node; looks after them twice a minute. */
@ApplicationScoped
public class OpenChannels {
  private static final int TICK_SECONDS = 30;

  /** A peer that misses four ticks is gone. */
  static final long IDLE_MILLIS = 4L * TICK_SECONDS * 1000;

  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("vouchsafe-channels").factory());

  @SuppressWarnings("FutureReturnValueIgnored") // runs until the executor is shut down
  public OpenChannels() {
    ticks.scheduleAtFixedRate(
        () -> open.forEach(Connection::tick), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
  }

  /** Threads that may wait, with the application's class loader. */
  Executor threads() {
    ClassLoader loader = OpenChannels.class.getClassLoader();
    return work ->
        threads.execute(
            () -> {
              Thread.currentThread().setContextClassLoader(loader);
              work.run();
            });
  }

  void add(Connection connection) {
    open.add(connection);
  }

  void remove(Connection connection) {
    open.remove(connection);
  }

  @PreDestroy
  void stop() {
    ticks.shutdownNow();
    threads.shutdownNow();
  }
}
