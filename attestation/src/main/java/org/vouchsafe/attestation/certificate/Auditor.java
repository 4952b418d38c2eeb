package org.vouchsafe.attestation.certificate;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * The issuing side of an auditor. To renew an audit is to issue it again with a later period; to
 * withdraw it is to state so in its status.
 */
public final class Auditor {
  private final SigningKey key;
  private final X500Name name;

  private Auditor(SigningKey key, X500Name name) {
    Shape.require(key.algorithm() == SigningKey.Algorithm.P384, "an auditor's key is P-384");
    this.key = key;
    this.name = name;
  }

  /** An auditor whose key clients' policies name themselves. */
  public static Auditor named(String name, SigningKey key) {
    return new Auditor(key, Names.of(name));
  }

  /**
   * An auditor whom an authority certified.
   *
   * @throws IllegalArgumentException unless {@code certificate} is an auditor's and for {@code key}
   */
  public static Auditor certified(Certificate certificate, SigningKey key) {
    Shape.require(
        certificate.role() == Role.AUDITOR && certificate.publicKey().equals(key.publicKey()),
        "the certificate is not an auditor's for this key");
    return new Auditor(key, certificate.subjectName());
  }

  /**
   * A new auditing certificate.
   *
   * @param serial 8 to 20 random octets
   * @param period from when to when the auditor vouches
   */
  public AuditCertificate audit(
      DeviceId device, AuditClaims claims, Bytes serial, Validity period) {
    return AuditCertificate.issue(key, name, device, claims, serial, period);
  }

  /** Whether {@code audit} names this auditor's key as its issuer: nobody speaks for another's. */
  public boolean isIssuerOf(AuditCertificate audit) {
    return audit.names(key.publicKey());
  }

  /**
   * A signed status of one of this auditor's certificates.
   *
   * @param status GOOD or WITHDRAWN
   * @param number rises with every statement about this certificate, from 1
   * @param nonce 32 bytes of whoever asked
   */
  public Bytes status(
      AuditCertificate audit,
      StatusStatement.Status status,
      long number,
      Instant thisUpdate,
      Optional<Bytes> nonce) {
    return new StatusStatement(
            key.publicKey().id(),
            StatusStatement.Kind.AUDIT,
            audit.id(),
            status,
            number,
            thisUpdate,
            nonce)
        .sign(key);
  }
}
