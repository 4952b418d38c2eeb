package org.vouchsafe.attestation.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One certificate and its issuers, upwards, as far as names and key identifiers lead. Nothing in it
 * has been verified: {@code verify} checks every link.
 *
 * @param certificates the certificate itself first; at least one
 * @param anchored whether the last one is a trusted root
 */
public record TrustChain(List<Certificate> certificates, boolean anchored) {
  /** From attestation certificate to root. */
  public static final int MAX_CERTIFICATES = 5;

  public TrustChain {
    certificates = List.copyOf(certificates);
  }

  /**
   * Follows the issuers of {@code first}: a trusted root wins over a presented certificate, and the
   * first presented one that fits is taken, so the work is bounded by the length of a chain.
   */
  public static TrustChain follow(
      Certificate first, List<Certificate> presented, List<Certificate> roots) {
    List<Certificate> path = new ArrayList<>(List.of(first));
    Certificate last = first;
    // One place is the attestation certificate's.
    while (path.size() < MAX_CERTIFICATES - 1) {
      Optional<Certificate> root = issuer(last, roots);
      if (root.isPresent()) {
        path.add(root.get());
        return new TrustChain(path, true);
      }
      Optional<Certificate> next = issuer(last, presented);
      if (next.isEmpty() || path.contains(next.get())) {
        break;
      }
      last = next.get();
      path.add(last);
    }
    return new TrustChain(path, false);
  }

  public Certificate first() {
    return certificates.get(0);
  }

  public Certificate last() {
    return certificates.get(certificates.size() - 1);
  }

  private static Optional<Certificate> issuer(Certificate child, List<Certificate> candidates) {
    return candidates.stream().filter(child::names).findFirst();
  }
}
