package org.vouchsafe.web.problem;

import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.ws.rs.WebApplicationException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/** Turns whatever a resource threw into a problem, and logs what nobody foresaw. */
public final class UnforeseenFailure {
  private static final System.Logger LOG = System.getLogger("org.vouchsafe.web");
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Containers wrap exceptions a few levels deep; a cycle of causes must not hang us. */
  private static final int MAX_CAUSES = 12;

  private UnforeseenFailure() {}

  /**
   * @param doing what was being done, in words of ours (never caller's input)
   */
  public static Problem problem(Throwable failure, String doing) {
    // Our own refusals first, however deep: what wraps them says less than they do.
    for (Throwable cause : causes(failure)) {
      if (cause instanceof RefusedException refused) {
        return Problem.of(refused);
      }
      if (cause instanceof MalformedException malformed) {
        return Problem.of(malformed);
      }
    }
    for (Throwable cause : causes(failure)) {
      if (cause instanceof OptimisticLockException || cause instanceof PessimisticLockException) {
        return Problem.of(
            RefusedException.of(
                Code.CONFLICT, "version", "a thing that did not change meanwhile", "it changed"));
      }
      if (cause instanceof WebApplicationException http && http.getResponse().getStatus() < 500) {
        return Problem.ofStatus(http.getResponse().getStatus(), expectation(http));
      }
    }
    byte[] number = new byte[8];
    RANDOM.nextBytes(number);
    String incident = "inc_" + HexFormat.of().formatHex(number);
    LOG.log(System.Logger.Level.ERROR, incident + " while " + doing, failure);
    return Problem.internal(incident);
  }

  private static List<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .toList();
  }

  /** Fixed words: the exception's own message may quote the request. */
  private static String expectation(WebApplicationException http) {
    return switch (http.getResponse().getStatus()) {
      case 404 -> "a path of this API";
      case 405 -> "a method that this path has";
      case 406 -> "an Accept header that this path can answer";
      case 415 -> "the content type that this path reads";
      default -> "a request that HTTP and this API allow";
    };
  }
}
