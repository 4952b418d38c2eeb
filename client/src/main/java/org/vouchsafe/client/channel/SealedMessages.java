package org.vouchsafe.client.channel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * Calls to one environment without a live session (EHS-1A): each is sealed to the environment's key
 * for messages, which only a verified session gives out, and may travel by any way.
 */
public final class SealedMessages {
  private static final int ATTEMPTS = 3;
  private static final long PAUSE_MILLIS = 1000;

  /** The message came to the environment, or did not; the same one again gets the reply. */
  private static final Set<String> UNDECIDED =
      Set.of(Code.UNAVAILABLE.name(), Code.OUTCOME_UNKNOWN.name());

  /** Verifies the environment and fetches its key, which may be another one each time. */
  @FunctionalInterface
  public interface Targets {
    InvokeTarget fetch() throws ServiceException, RefusedException, IOException;
  }

  private final Conveyance service;
  private final String environment;
  private final Identity identity;
  private final SecureRandom random;
  private final Targets targets;
  private final AttestedChannel.RequestNumbers numbers;
  private @Nullable InvokeTarget target;

  /**
   * @param numbers shared with all sessions of this identity with the environment
   */
  public SealedMessages(
      Conveyance service,
      String environment,
      Identity identity,
      SecureRandom random,
      Targets targets,
      AttestedChannel.RequestNumbers numbers) {
    this.service = service;
    this.environment = environment;
    this.identity = identity;
    this.random = random;
    this.targets = targets;
    this.numbers = numbers;
  }

  /**
   * Calls an export of the loaded program by one message, and by a second one if the first was
   * sealed to a key that is no more. Under one request number, so it is done once; a message that
   * nobody knows the outcome of is sent three times.
   *
   * @throws ServiceException what the environment refused; OUTCOME_UNKNOWN when it ended, or did
   *     not answer in time, after the message may have come to it
   */
  public Outcome.Invoked invoke(String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    try (SealedCall call = seal(export, input)) {
      try {
        return call.open(send(call.message()));
      } catch (ServiceException e) {
        if (!e.code().equals("EPOCH_SUPERSEDED")) {
          throw e;
        }
      }
      // Anybody can say so. It costs an attestation, and tells nobody anything.
      try (SealedCall again = sealAgain(call, export, input)) {
        return again.open(send(again.message()));
      }
    }
  }

  /** Seals a call for somebody else to carry. It has a request number of its own. */
  public SealedCall seal(String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    return seal(numbers.take(), export, input);
  }

  /**
   * Seals the same call to the environment's key of now, after EPOCH_SUPERSEDED. Whichever of the
   * two arrives, and even if both do, it is done once.
   */
  public SealedCall sealAgain(SealedCall superseded, String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    synchronized (this) {
      target = null;
    }
    return seal(superseded.number(), export, input);
  }

  private SealedCall seal(long number, String export, Bytes input)
      throws ServiceException, RefusedException, IOException {
    return new SealedCall(
        target().seal(identity, number, new Operation.Invoke(export, input), random));
  }

  private synchronized InvokeTarget target()
      throws ServiceException, RefusedException, IOException {
    if (target == null) {
      target = targets.fetch();
    }
    return target;
  }

  /** As often as it takes: the environment does it once. */
  private Bytes send(Bytes message) throws ServiceException, RefusedException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return service.message(environment, message);
      } catch (UnreachableException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (ServiceException e) {
        boolean undecided = UNDECIDED.contains(e.code());
        boolean lost = e.code().equals(Code.ENVIRONMENT_LOST.name());
        if ((undecided && attempt == ATTEMPTS) || (lost && attempt > 1)) {
          throw unknown(e);
        }
        if (!undecided) {
          throw e;
        }
      }
      pause();
    }
  }

  /** The call may have been made, and one with another number might make it twice. */
  private ServiceException unknown(ServiceException why) {
    ServiceException unknown =
        new ServiceException(Code.OUTCOME_UNKNOWN.name(), Code.OUTCOME_UNKNOWN.sentence())
            .about(environment);
    unknown.initCause(why);
    return unknown;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
