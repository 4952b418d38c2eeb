package org.vouchsafe.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Invocation;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * Comes back to an environment after a connection was lost: waits until the service and the
 * processor answer again, verifies the environment anew and opens another channel to it.
 *
 * <p>A call that was under way is made again with its own number. The environment does it once;
 * when it has ended meanwhile, nobody knows whether it did, and the answer is OUTCOME_UNKNOWN.
 */
public final class Comeback {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private static final Set<String> PASSING = Set.of("UNAVAILABLE", "INTERNAL", "RATE_LIMITED");

  /** The other side does not answer now, and may in a moment. */
  private static boolean isPassing(ServiceException refusal) {
    // Without an explanation it was not the service that answered, but what it runs in: it starts.
    return PASSING.contains(refusal.code()) || refusal.code().startsWith("HTTP_");
  }

  /** Verifies the environment and opens a channel to it. */
  @FunctionalInterface
  public interface Opening {
    AttestedChannel open() throws ServiceException, RefusedException, IOException;
  }

  /** What is done first on another channel; when that is lost as well, with one more. */
  @FunctionalInterface
  public interface Beginning {
    void on(AttestedChannel channel) throws ServiceException, RefusedException, IOException;
  }

  private final String environment;
  private final Opening opening;
  private final Duration patience;

  /**
   * @param patience how long to wait for the service at most; 30 seconds see a restart through
   */
  public Comeback(String environment, Opening opening, Duration patience) {
    this.environment = environment;
    this.opening = opening;
    this.patience = patience;
  }

  /**
   * Another channel, as soon as there can be one.
   *
   * @throws ServiceException ENVIRONMENT_LOST, or why else there is nothing to come back to
   * @throws UnreachableException when nothing answered for as long as the patience lasts
   */
  public AttestedChannel open(Beginning beginning)
      throws ServiceException, RefusedException, IOException {
    long end = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      sleep(pause);
      try {
        return begun(opening.open(), beginning);
      } catch (ServiceException e) {
        if (!isPassing(e) || System.nanoTime() - end > 0) {
          throw e;
        }
      } catch (UnreachableException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  private static AttestedChannel begun(AttestedChannel channel, Beginning beginning)
      throws ServiceException, RefusedException, IOException {
    boolean good = false;
    try {
      beginning.on(channel);
      good = true;
      return channel;
    } finally {
      if (!good) {
        channel.close();
      }
    }
  }

  /**
   * Calls an export once, over {@code first} or, when that is lost, over as many channels as it
   * takes; each is closed when the next is opened, the last one by this method.
   *
   * @throws ServiceException what the processor refused; OUTCOME_UNKNOWN when the environment ended
   *     before it answered, or did not come back in time
   */
  public Outcome.Invoked invoke(AttestedChannel first, String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    Invocation invocation = first.invocation(export, input);
    AttestedChannel carrier = first;
    while (true) {
      try (AttestedChannel used = carrier) {
        return used.invoke(invocation);
      } catch (ServiceException e) {
        if (!isPassing(e) && !e.code().equals(Code.OUTCOME_UNKNOWN.name())) {
          throw e;
        }
      } catch (UnreachableException e) {
        // Asked again below; a broken connection says nothing about the call.
      }
      carrier = openAgain();
    }
  }

  /** From here on the call may have been made. */
  private AttestedChannel openAgain() throws ServiceException, RefusedException, IOException {
    try {
      return open(channel -> {});
    } catch (ServiceException | UnreachableException e) {
      ServiceException unknown =
          new ServiceException(Code.OUTCOME_UNKNOWN.name(), Code.OUTCOME_UNKNOWN.sentence())
              .about(environment);
      unknown.initCause(e);
      throw unknown;
    }
  }

  private static void sleep(Duration pause) throws InterruptedIOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
