package org.vouchsafe.web.security;

import java.util.Map;

/** What every answer carries, so that a browser gives a page or a reply as little as possible. */
final class ResponseHeaders {
  /**
   * Nothing from elsewhere, nothing inline, nobody may frame us; scripts cannot turn text into
   * markup (trusted types), which is what would make a program's output or a certificate's name
   * run.
   */
  private static final String CONTENT_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          "trusted-types 'none'");

  static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy", CONTENT_POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
          "Strict-Transport-Security", "max-age=31536000");

  private ResponseHeaders() {}

  /**
   * Answers of the API are somebody's, by their short names too; the portal's files are
   * everybody's, but are asked for again each time, because they change with the server.
   */
  static String cacheControl(String path) {
    return path.startsWith("/api/") || RequestPath.SHORT_NAMES.contains(path)
        ? "no-store"
        : "no-cache";
  }
}
