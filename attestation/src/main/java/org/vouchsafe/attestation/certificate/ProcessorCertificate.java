package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/**
 * The certificate of a processor key, by a trusted authority.
 *
 * @param certificate of role PROCESSOR
 * @param claims what its extension says
 */
public record ProcessorCertificate(Certificate certificate, ProcessorClaims claims) {
  public static ProcessorCertificate parse(Bytes der) throws MalformedException, RefusedException {
    return of(Certificate.parse(der, Role.PROCESSOR));
  }

  public static ProcessorCertificate of(Certificate certificate)
      throws MalformedException, RefusedException {
    certificate.require(Role.PROCESSOR);
    return new ProcessorCertificate(certificate, ProcessorClaims.parse(certificate.claims()));
  }
}
