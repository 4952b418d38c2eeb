package org.vouchsafe.web.problem;

import org.vouchsafe.attestation.Code;

/** What the caller can do about a refusal of this API, in one sentence. */
final class Advice {
  private Advice() {}

  static String on(Code code) {
    return switch (code) {
      case MALFORMED, UNSUPPORTED_VERSION ->
          "Compare the request with the interface description at /api/v1/openapi.json.";
      case UNAUTHENTICATED -> "Sign in, or send a valid token in the Authorization header.";
      case FORBIDDEN -> "Ask an operator for an account with the role that this needs.";
      case NOT_FOUND -> "Check the identifier and that you use the account it belongs to.";
      case CONFLICT -> "Read the current state again, then decide.";
      case ALREADY_BOUND -> "Establish another environment; this one has an owner.";
      case REQUEST_ID_REUSED -> "Use a new idempotency key for another request.";
      case ENVIRONMENT_LOST -> "Establish a new environment; this one cannot come back.";
      case TOO_LARGE -> "Send less at once.";
      case RATE_LIMITED, UNAVAILABLE -> "Wait as long as Retry-After says, then try again.";
      case INTERNAL -> "Give the incident's number to the operator.";
      case STORAGE_FULL -> "Ask the operator to make room.";
      case LOADER_NOT_SUPPORTED -> "Choose a loader that /api/v1/loaders lists.";
      default -> "See the entry for this code in docs/errors.md.";
    };
  }
}
