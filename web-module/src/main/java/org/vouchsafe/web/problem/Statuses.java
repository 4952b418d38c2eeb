package org.vouchsafe.web.problem;

import org.vouchsafe.attestation.Code;

/**
 * The HTTP status that goes with a refusal code, and back for what the container itself refuses.
 */
final class Statuses {
  private Statuses() {}

  static int of(Code code) {
    return switch (code) {
      case MALFORMED, UNSUPPORTED_VERSION -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT,
          ALREADY_BOUND,
          BINDING_MISMATCH,
          REQUEST_ID_REUSED,
          ALREADY_FORGOTTEN,
          NOT_HOLDER,
          EPOCH_SUPERSEDED,
          STALE_CHECKPOINT,
          STALE_NONCE,
          RECORD_SEQ,
          WAITING_FOR_OWNER ->
          409;
      case ENVIRONMENT_LOST -> 410;
      case TOO_LARGE -> 413;
      case RATE_LIMITED -> 429;
      case INTERNAL -> 500;
      case UNAVAILABLE -> 503;
      case OUTCOME_UNKNOWN -> 504;
      case STORAGE_FULL -> 507;
      // Read, understood and refused on its merits: by a policy, a certificate, a program's limit.
      default -> 422;
    };
  }

  /** The code for a status that the container chose before any of our code ran. */
  static Code ofStatus(int status) {
    return switch (status) {
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.FORBIDDEN;
      case 404 -> Code.NOT_FOUND;
      case 409, 412 -> Code.CONFLICT;
      case 413 -> Code.TOO_LARGE;
      case 429 -> Code.RATE_LIMITED;
      case 503 -> Code.UNAVAILABLE;
      default -> status >= 500 ? Code.INTERNAL : Code.MALFORMED;
    };
  }
}
