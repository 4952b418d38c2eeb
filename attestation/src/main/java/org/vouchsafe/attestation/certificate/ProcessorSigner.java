package org.vouchsafe.attestation.certificate;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** The processor's issuing side: its key makes certificates for its own areas and nothing else. */
public final class ProcessorSigner {
  private final SigningKey key;
  private final ProcessorCertificate issuer;

  /**
   * @throws IllegalArgumentException unless {@code certificate} is for {@code key}
   */
  public ProcessorSigner(SigningKey key, ProcessorCertificate certificate) {
    if (!certificate.certificate().publicKey().equals(key.publicKey())) {
      throw new IllegalArgumentException("the processor certificate is for another key");
    }
    this.key = key;
    this.issuer = certificate;
  }

  public ProcessorCertificate certificate() {
    return issuer;
  }

  /**
   * The attestation certificate, DER.
   *
   * @param claims whose platform, device, version and svn must be the processor's own
   * @param instanceKey P-256, of the instance in its epoch
   * @param serial 8 to 20 random octets
   */
  public Bytes attest(
      EvidenceClaims claims,
      VerifyingKey instanceKey,
      Bytes serial,
      Instant notBefore,
      Instant notAfter) {
    ProcessorClaims own = issuer.claims();
    Shape.require(
        claims.platform().equals(own.platform())
            && claims.deviceId().equals(own.deviceId())
            && claims.processorVersion().equals(own.version())
            && claims.svn() == own.svn(),
        "a processor certifies nothing about another processor");
    return issue(
        Role.ATTESTATION,
        Names.of("Environment instance " + claims.instanceId().slice(0, 8).hex()),
        instanceKey,
        serial,
        new Validity(notBefore, notAfter),
        Optional.of(claims.encode()));
  }

  /**
   * The certificate of a statement key, DER.
   *
   * @param statementKey P-384, of one boot
   * @param serial 8 to 20 random octets
   */
  public Bytes issueStatementCertificate(
      VerifyingKey statementKey, Bytes serial, Instant notBefore, Instant notAfter) {
    return issue(
        Role.STATEMENT,
        Names.of("Statements of processor " + Names.brief(issuer.claims().deviceId())),
        statementKey,
        serial,
        new Validity(notBefore, notAfter),
        Optional.empty());
  }

  private Bytes issue(
      Role role,
      X500Name subject,
      VerifyingKey subjectKey,
      Bytes serial,
      Validity validity,
      Optional<Bytes> claims) {
    return new CertificateRequest(role, serial, subject, subjectKey, validity, -1, claims)
        .issue(key, Optional.of(issuer.certificate()))
        .der();
  }
}
