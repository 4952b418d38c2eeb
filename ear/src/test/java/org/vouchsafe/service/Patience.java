package org.vouchsafe.service;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/** Waits for what is to happen, with a limit that a busy machine keeps to as well. */
final class Patience {
  static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long LOOK_MILLIS = 100;

  private Patience() {}

  /** Asks until the service answers, as somebody does whom it told to try again. */
  static <T> T insist(Callable<T> ask) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return ask.call();
      } catch (ServiceException e) {
        if (!isPassing(e) || System.nanoTime() - end > 0) {
          throw e;
        }
      } catch (UnreachableException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static boolean isPassing(ServiceException refusal) {
    // Without a code of ours it was the server that answered, while the service starts.
    return switch (refusal.code()) {
      case "UNAVAILABLE", "INTERNAL" -> true;
      default -> refusal.code().startsWith("HTTP_");
    };
  }

  /** Waits until {@code difference} is empty; what it says last is why the test fails. */
  static void until(Callable<String> difference) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    String last = difference.call();
    while (!last.isEmpty()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("still, after " + LIMIT + ": " + last);
      }
      Thread.sleep(LOOK_MILLIS);
      last = difference.call();
    }
  }
}
