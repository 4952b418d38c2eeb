package org.vouchsafe.client.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a user can do about a refusal. Never how to skip a check. */
final class Advice {
  private Advice() {}

  static Optional<String> on(String code) {
    return Optional.ofNullable(text(code));
  }

  private static @Nullable String text(String code) {
    return switch (code) {
      case "MEASUREMENT_MISMATCH" ->
          "compare with `vouchsafe measure` for the loader and parameters that you wanted; if they"
              + " are right, what runs there is not yours";
      case "STALE_NONCE" -> "ask again; if it stays, somebody replays old evidence";
      case "CHAIN_INVALID" ->
          "compare the authority's fingerprint with one that you got some other way";
      case "PLATFORM_NOT_ALLOWED" ->
          "use a processor whose platform your policy accepts; for a trial on a software processor"
              + " see accept-unprotected-development-processor in docs/policy.md";
      case "STATUS_TOO_OLD" ->
          "the service must publish a newer status; ask its operator, and check your own clock; an"
              + " auditor whose server your policy names (url, pin) is asked by itself";
      case "AUDIT_MISSING", "AUDIT_EXPIRED", "AUDIT_WITHDRAWN", "AUDIT_LEVEL", "AUDIT_SUBJECT" ->
          "choose another processor (`vouchsafe processors`), or name the auditor's server in your"
              + " policy (url, pin), so that it is asked";
      case "VERSION_TOO_LOW" -> "the processor's operator has to update it";
      case "REVOKED" -> "do not use this processor; `vouchsafe processors` lists others";
      case "NOT_HOLDER" ->
          "a second copy of the environment is being shown to you; do not send it anything";
      case "NOT_OWNER", "NO_RIGHT" ->
          "ask the owner for a credential with this right (`vouchsafe delegate issue`)";
      case "UNAUTHENTICATED" -> "run: vouchsafe login";
      case "RATE_LIMITED", "UNAVAILABLE" -> "try again in a moment";
      case "ENVIRONMENT_LOST" -> "establish a new environment";
      case "OUTCOME_UNKNOWN" ->
          "the request may or may not have had its effect; ask the program before you repeat it";
      default -> null;
    };
  }
}
