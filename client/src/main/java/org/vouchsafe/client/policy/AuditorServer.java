package org.vouchsafe.client.policy;

import java.net.URI;
import org.vouchsafe.client.service.Pin;

/**
 * Where an auditor answers whoever has a processor's certificate. Named by the policy: neither
 * evidence nor service can make a client ask anywhere else.
 *
 * @param url {@code https://HOST:PORT}
 * @param pin the TLS key of that server; it hides the question from others, and proves nothing
 *     about the answer, which is signed
 */
public record AuditorServer(URI url, Pin pin) {
  public AuditorServer {
    if (!"https".equals(url.getScheme())
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getQuery() != null
        || url.getFragment() != null) {
      throw new IllegalArgumentException("the address of an auditor is https://HOST:PORT");
    }
  }
}
