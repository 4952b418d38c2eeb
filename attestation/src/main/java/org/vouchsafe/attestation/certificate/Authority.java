package org.vouchsafe.attestation.certificate;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * The issuing side of a trusted authority: a root or an intermediate with its key. Decides nothing:
 * who is certified is its operator's decision. Serial numbers are 8 to 20 random octets.
 */
public final class Authority {
  private final SigningKey key;
  private final Certificate certificate;

  /**
   * @throws IllegalArgumentException unless {@code certificate} is an authority's and for {@code
   *     key}
   */
  public Authority(SigningKey key, Certificate certificate) {
    Shape.require(
        certificate.role() == Role.AUTHORITY && certificate.publicKey().equals(key.publicKey()),
        "the certificate is not an authority's for this key");
    this.key = key;
    this.certificate = certificate;
  }

  /**
   * A new root, which signs itself.
   *
   * @param name for people; a development root's name begins with "DEVELOPMENT"
   * @param development true for a root whose processors protect nothing; says so in its extension,
   *     and in that of everything below it
   * @param key P-384
   */
  public static Authority root(
      String name, boolean development, SigningKey key, Bytes serial, Validity validity) {
    Certificate root =
        new CertificateRequest(
                Role.AUTHORITY,
                serial,
                Names.of(marked(name, development)),
                key.publicKey(),
                validity,
                TrustChain.MAX_CERTIFICATES - 2,
                Optional.of(new AuthorityClaims(development).encode()))
            .issue(key, Optional.empty());
    return new Authority(key, root);
  }

  public Certificate certificate() {
    return certificate;
  }

  public boolean isDevelopment() {
    return certificate.isDevelopment();
  }

  /** The certificate of an authority one step below this one, for a P-384 key. */
  public Certificate certifyIntermediate(
      String name, VerifyingKey intermediate, Bytes serial, Validity validity) {
    return issue(
        Role.AUTHORITY,
        Names.of(marked(name, isDevelopment())),
        intermediate,
        serial,
        validity,
        certificate.pathLength() - 1,
        Optional.of(new AuthorityClaims(isDevelopment()).encode()));
  }

  /** The certificate of an auditor's P-384 key. */
  public Certificate certifyAuditor(
      String name, VerifyingKey auditor, Bytes serial, Validity validity) {
    return issue(Role.AUDITOR, Names.of(name), auditor, serial, validity, -1, Optional.empty());
  }

  /**
   * The certificate of a processor key.
   *
   * @throws IllegalArgumentException when a development authority is asked for a hardware platform,
   *     or another authority for a software one
   */
  public Certificate certifyProcessor(
      ProcessorClaims claims, VerifyingKey processor, Bytes serial, Validity validity) {
    boolean software = claims.platform().equals(Platform.SOFTWARE);
    Shape.require(
        software == isDevelopment(), "software processors belong below development roots only");
    String name =
        (software ? "DEVELOPMENT software processor " : "Processor ")
            + Names.brief(claims.deviceId());
    return issue(
        Role.PROCESSOR,
        Names.of(name),
        processor,
        serial,
        validity,
        0,
        Optional.of(claims.encode()));
  }

  /**
   * A signed revocation list, DER.
   *
   * @param number rises with every list of this authority, from 1
   * @param revoked serial numbers of this authority's certificates, and when they were revoked
   */
  public Bytes revocationList(
      long number, Instant thisUpdate, Instant nextUpdate, Map<BigInteger, Instant> revoked) {
    return RevocationList.issue(key, certificate, number, thisUpdate, nextUpdate, revoked);
  }

  /**
   * A signed status of a certificate that this authority issued.
   *
   * @param status GOOD or REVOKED
   * @param number rises with every statement about this certificate, from 1
   * @param nonce 32 bytes of whoever asked
   */
  public Bytes status(
      Certificate subject,
      StatusStatement.Status status,
      long number,
      Instant thisUpdate,
      Optional<Bytes> nonce) {
    return status(
        StatusStatement.Kind.CERTIFICATE, subject.id(), status, number, thisUpdate, nonce);
  }

  /** The same of a device, whatever keys it has. */
  public Bytes status(
      DeviceId subject,
      StatusStatement.Status status,
      long number,
      Instant thisUpdate,
      Optional<Bytes> nonce) {
    return status(StatusStatement.Kind.DEVICE, subject.value(), status, number, thisUpdate, nonce);
  }

  private Bytes status(
      StatusStatement.Kind kind,
      Bytes subject,
      StatusStatement.Status status,
      long number,
      Instant thisUpdate,
      Optional<Bytes> nonce) {
    return new StatusStatement(
            key.publicKey().id(), kind, subject, status, number, thisUpdate, nonce)
        .sign(key);
  }

  private Certificate issue(
      Role role,
      X500Name subject,
      VerifyingKey subjectKey,
      Bytes serial,
      Validity validity,
      int pathLength,
      Optional<Bytes> claims) {
    return new CertificateRequest(role, serial, subject, subjectKey, validity, pathLength, claims)
        .issue(key, Optional.of(certificate));
  }

  private static String marked(String name, boolean development) {
    return development ? "DEVELOPMENT " + name : name;
  }
}
