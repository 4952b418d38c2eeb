package org.vouchsafe.web.security;

import java.util.Locale;
import java.util.Set;

/**
 * Which request paths are looked at, at all. A path that two readers could resolve differently
 * (parameters, encoded separators, dot segments, empty segments) is refused instead of normalised.
 */
final class RequestPath {
  /** Short names that probes and scrapers know; the API has them, too. */
  static final Set<String> SHORT_NAMES =
      Set.of("/health/live", "/health/ready", "/metrics", "/openapi.json");

  private static final int MAX_LENGTH = 1024;

  private RequestPath() {}

  /**
   * @param raw the path as it was sent, before any decoding
   */
  static boolean isUnambiguous(String raw) {
    if (!raw.startsWith("/") || raw.length() > MAX_LENGTH || raw.contains("//")) {
      return false;
    }
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ';' || c == '\\') {
        return false;
      }
    }
    String lower = raw.toLowerCase(Locale.ROOT);
    // No identifier of this service needs an escape, so none is allowed, "%2e" and "%2f" included.
    if (lower.contains("%")) {
      return false;
    }
    for (String segment : raw.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
