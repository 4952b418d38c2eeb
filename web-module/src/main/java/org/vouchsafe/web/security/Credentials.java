package org.vouchsafe.web.security;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * The token that a request carries, and how. Exactly one way at a time: with two different ones,
 * two parts of a system may disagree about who is calling.
 */
public sealed interface Credentials {
  /** In the Authorization header (RFC 6750). */
  record Bearer(String token) implements Credentials {}

  /** In the portal's cookie: subject to {@link CrossSite}. */
  record Cookie(String token) implements Credentials {}

  record None() implements Credentials {}

  /** What a token may look like at all; keeps everything else away from the database. */
  Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,256}");

  static Credentials of(List<String> authorization, Optional<String> cookie)
      throws RefusedException {
    if (authorization.size() > 1) {
      throw refuse("one Authorization header", "several");
    }
    if (authorization.isEmpty()) {
      return cookie.filter(token -> TOKEN.matcher(token).matches()).isPresent()
          ? new Cookie(cookie.get())
          : new None();
    }
    String header = authorization.get(0);
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw refuse("the Bearer scheme", "another scheme");
    }
    String token = header.substring(7).strip();
    if (!TOKEN.matcher(token).matches()) {
      throw refuse("a token of this service", "something else");
    }
    return new Bearer(token);
  }

  /**
   * The token of a request that may carry it in the header only.
   *
   * @throws RefusedException UNAUTHENTICATED when there is none
   */
  static String bearer(List<String> authorization) throws RefusedException {
    if (of(authorization, Optional.empty()) instanceof Bearer bearer) {
      return bearer.token();
    }
    throw refuse("a token of this service", "none");
  }

  private static RefusedException refuse(String expected, String actual) {
    return RefusedException.of(Code.UNAUTHENTICATED, "Authorization", expected, actual);
  }
}
