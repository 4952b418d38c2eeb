package org.vouchsafe.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/** Waits for jobs of the service. What a job says is a hint; evidence is what counts. */
final class JobWait {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Conveyance service;

  JobWait(Conveyance service) {
    this.service = service;
  }

  /**
   * @return the job when it is done
   * @throws ServiceException with the job's own code when it failed
   */
  JsonObject done(String job) throws ServiceException, RefusedException, IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() - end < 0) {
      JsonObject state = service.job(job);
      switch (state.shown("state")) {
        case "DONE" -> {
          return state;
        }
        case "FAILED" -> throw failure(job, state);
        default -> {
          // QUEUED or RUNNING; the service has held the request for a while, so ask again at once
        }
      }
    }
    throw new UnreachableException(
        "The job " + job + " is not done yet. Look at it with: vouchsafe jobs show " + job);
  }

  private static ServiceException failure(String job, JsonObject state) {
    JsonObject error = state.optionalObject("error").orElse(state);
    return ServiceException.ofMembers("UNAVAILABLE", error).about(job);
  }

  /** The name of a thing, or the thing itself with its {@code id}. */
  static String named(JsonObject answer, String key) throws ServiceException {
    Optional<JsonObject> whole = answer.optionalObject(key);
    return whole.isPresent() ? text(whole.get(), "id") : text(answer, key);
  }

  /** A text member of an answer of the service. */
  private static String text(JsonObject answer, String key) throws ServiceException {
    try {
      return answer.text(key);
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    }
  }
}
