package org.vouchsafe.processor.area;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.ProcessorSigner;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * What an enrolled processor certifies its areas with.
 *
 * @param signer the processor key, which signs certificates only
 * @param statementKey of this boot
 * @param statementCertificate DER
 * @param auditUri where the audit of this device can be fetched
 */
public record Certification(
    ProcessorSigner signer,
    SigningKey statementKey,
    Bytes statementCertificate,
    Optional<String> auditUri) {
  /** Of the processor certificate; nothing below it is valid longer. */
  public Validity validity() {
    return signer.certificate().certificate().validity();
  }
}
