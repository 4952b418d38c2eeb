package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/**
 * Evidence about one environment, by a processor key, for one handshake. Its subject key is the
 * environment's instance key.
 *
 * @param certificate of role ATTESTATION
 * @param claims what its evidence extension says
 */
public record AttestationCertificate(Certificate certificate, EvidenceClaims claims) {
  public static AttestationCertificate parse(Bytes der)
      throws MalformedException, RefusedException {
    Certificate certificate = Certificate.parse(der, Role.ATTESTATION);
    return new AttestationCertificate(certificate, EvidenceClaims.parse(certificate.claims()));
  }
}
