package org.vouchsafe.web.security;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * Keeps other sites from acting with the portal's cookie. The cookie is {@code SameSite=Strict};
 * this is the second and third line: where the request comes from (Fetch Metadata, Origin), and a
 * header that no form can set. Requests with a bearer token need none of it: a browser does not add
 * those by itself.
 *
 * @param method HTTP method
 * @param host the Host header: what the browser thinks it talks to
 * @param origin the Origin header
 * @param fetchSite the Sec-Fetch-Site header
 * @param marker the header {@value #MARKER}
 */
record CrossSite(
    String method,
    @Nullable String host,
    @Nullable String origin,
    @Nullable String fetchSite,
    @Nullable String marker) {
  static final String MARKER = "X-Vouchsafe-Portal";

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  void requireSameOrigin() throws RefusedException {
    boolean reads = READS.contains(method);
    if (fetchSite != null
        && !fetchSite.equals("same-origin")
        && !(reads && fetchSite.equals("none"))) {
      throw refuse("Sec-Fetch-Site", "same-origin", "another site");
    }
    if (origin != null && (host == null || !origin.equals("https://" + host))) {
      throw refuse("Origin", "the portal's own origin", "another origin");
    }
    if (reads) {
      return;
    }
    // A browser old enough to send neither is not given the benefit of the doubt.
    if (origin == null && fetchSite == null) {
      throw refuse("Origin", "the portal's own origin", "none");
    }
    if (!"1".equals(marker)) {
      throw refuse(MARKER, "1", "nothing or another value");
    }
  }

  private static RefusedException refuse(String header, String expected, String actual) {
    return RefusedException.of(Code.FORBIDDEN, header, expected, actual);
  }
}
