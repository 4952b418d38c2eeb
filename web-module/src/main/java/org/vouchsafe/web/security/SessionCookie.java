package org.vouchsafe.web.security;

import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/**
 * The portal's session: the same token as a program's, in a cookie that no script can read and no
 * other site can send. The prefix {@code __Host-} makes browsers refuse it without Secure, with a
 * Domain, or from another port's plain HTTP.
 */
public final class SessionCookie {
  public static final String NAME = "__Host-vouchsafe";

  private SessionCookie() {}

  public static NewCookie holding(String token, Duration lasts) {
    return builder(token).maxAge((int) Math.min(lasts.toSeconds(), Integer.MAX_VALUE)).build();
  }

  public static NewCookie removed() {
    return builder("").maxAge(0).build();
  }

  private static NewCookie.Builder builder(String value) {
    return new NewCookie.Builder(NAME)
        .value(value)
        .path("/")
        .secure(true)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.STRICT);
  }
}
