package org.vouchsafe.attestation.certificate;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * One X.509 certificate (RFC 5280) in the product's profile: version 3, strict DER, one role, the
 * extensions of that role and no others. That it was read says nothing about who signed it.
 */
public final class Certificate {
  /** An attestation certificate has about 3 KiB; hardware evidence may come with up to 8 KiB. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAX_SERIAL_BYTES = 20;

  private final Bytes der;
  private final Bytes toBeSigned;
  private final Bytes signature;
  private final BigInteger serial;
  private final X500Name issuer;
  private final Bytes issuerDer;
  private final X500Name subject;
  private final Bytes subjectDer;
  private final Validity validity;
  private final VerifyingKey publicKey;
  private final Role role;
  private final int pathLength;
  private final Bytes subjectKeyId;
  private final Optional<Bytes> authorityKeyId;
  private final Optional<Bytes> claims;
  private final boolean development;
  private final boolean hardwareEvidence;

  private Certificate(Bytes der) throws MalformedException, RefusedException {
    String path = "certificate";
    this.der = der;
    org.bouncycastle.asn1.x509.Certificate outer =
        Der.decode(der, path, MAX_BYTES, org.bouncycastle.asn1.x509.Certificate::getInstance);
    TBSCertificate inner = outer.getTBSCertificate();
    if (inner.getVersionNumber() != 3
        || inner.getIssuerUniqueId() != null
        || inner.getSubjectUniqueId() != null
        || inner.getExtensions() == null) {
      throw new MalformedException(path, "is not a version 3 certificate without unique ids");
    }
    this.toBeSigned = Der.encode(inner);
    this.signature =
        CertificateSignature.read(
            outer.getSignatureAlgorithm(), inner.getSignature(), outer.getSignature(), path);
    this.serial = serial(inner.getSerialNumber().getValue(), path);
    this.issuer = Names.check(inner.getIssuer(), path + " > issuer");
    this.issuerDer = Der.encode(issuer);
    this.subject = Names.check(inner.getSubject(), path + " > subject");
    this.subjectDer = Der.encode(subject);
    this.validity = Times.read(inner.getStartDate(), inner.getEndDate(), path);
    this.publicKey = VerifyingKey.parse(Der.encode(inner.getSubjectPublicKeyInfo()));

    Extensions extensions = Extensions.atEndOf(inner, path);
    this.role = role(extensions);
    this.pathLength = constraints(extensions);
    this.subjectKeyId =
        Bytes.copyOf(
            extensions
                .take(Extension.subjectKeyIdentifier, false, SubjectKeyIdentifier::getInstance)
                .getKeyIdentifier());
    if (!subjectKeyId.equals(keyIdentifier(publicKey))) {
      throw new MalformedException(path, "has a subjectKeyIdentifier that is not of its key");
    }
    this.authorityKeyId = extensions.authorityKeyId();
    this.claims =
        role.claims().isEmpty()
            ? Optional.empty()
            : Optional.of(extensions.takeOctets(role.claims().get(), true));
    this.development =
        role == Role.AUTHORITY && AuthorityClaims.parse(claims.orElseThrow()).development();
    this.hardwareEvidence =
        (role == Role.ATTESTATION || role == Role.PROCESSOR) && extensions.drop(Oids.CMW);
    extensions.end();
  }

  /**
   * @throws MalformedException when it is not strict DER of the profile
   * @throws RefusedException WRONG_ROLE when its key usages, constraints or key are not those of
   *     one of the roles
   */
  public static Certificate parse(Bytes der) throws MalformedException, RefusedException {
    return Der.readOrRefuse("certificate", () -> new Certificate(der));
  }

  /** The same, of one role only: anything else is WRONG_ROLE. */
  public static Certificate parse(Bytes der, Role role)
      throws MalformedException, RefusedException {
    Certificate certificate = parse(der);
    certificate.require(role);
    return certificate;
  }

  /**
   * @throws RefusedException WRONG_ROLE unless its role is {@code expected}
   */
  public void require(Role expected) throws RefusedException {
    if (role != expected) {
      throw wrongRole("role", expected.description(), role.description());
    }
  }

  public Bytes der() {
    return der;
  }

  /** Names its content: the same for every signature that could be put below it. 48 bytes. */
  public Bytes id() {
    return Lp.sha384("VS-certificate", toBeSigned);
  }

  public Role role() {
    return role;
  }

  public BigInteger serial() {
    return serial;
  }

  /** For people. */
  public String subject() {
    return Names.forPeople(subject);
  }

  /** For people. */
  public String issuer() {
    return Names.forPeople(issuer);
  }

  public Validity validity() {
    return validity;
  }

  public VerifyingKey publicKey() {
    return publicKey;
  }

  public KeyId keyId() {
    return publicKey.id();
  }

  /** How many issuing certificates may stand between this one and the last; -1: may not issue. */
  public int pathLength() {
    return pathLength;
  }

  public boolean isSelfIssued() {
    return issuerDer.equals(subjectDer);
  }

  /** Whether {@code issuer}'s name and key identifier are the ones this certificate points to. */
  public boolean names(Certificate issuer) {
    return issuerDer.equals(issuer.subjectDer)
        && authorityKeyId.filter(issuer.subjectKeyId::equals).isPresent();
  }

  /** Whether {@code issuer} signed exactly these bytes. */
  public boolean isSignedBy(VerifyingKey issuer) {
    return CertificateSignature.verifies(issuer, toBeSigned, signature);
  }

  /** Whether it carries the reserved extension for hardware evidence, unread. */
  public boolean carriesHardwareEvidence() {
    return hardwareEvidence;
  }

  /** Whether it is an authority's whose processors protect nothing. */
  public boolean isDevelopment() {
    return development;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && der.equals(that.der);
  }

  @Override
  public int hashCode() {
    return der.hashCode();
  }

  X500Name subjectName() {
    return subject;
  }

  Bytes subjectDer() {
    return subjectDer;
  }

  Bytes subjectKeyId() {
    return subjectKeyId;
  }

  /** The content of the role's own extension. */
  Bytes claims() {
    return claims.orElseThrow(() -> new IllegalStateException("no claims in a " + role));
  }

  /** First 20 bytes of the key's id: RFC 5280 §4.2.1.2 leaves the method open. */
  static Bytes keyIdentifier(VerifyingKey key) {
    return key.id().value().slice(0, 20);
  }

  static BigInteger serial(BigInteger serial, String path) throws MalformedException {
    if (serial.signum() <= 0 || serial.bitLength() > 8 * MAX_SERIAL_BYTES) {
      throw new MalformedException(path, "has a serial number that is not 1 to 20 octets");
    }
    return serial;
  }

  private Role role(Extensions extensions) throws MalformedException, RefusedException {
    ExtendedKeyUsage purposes =
        extensions.take(Extension.extendedKeyUsage, true, ExtendedKeyUsage::getInstance);
    KeyUsage usage = extensions.take(Extension.keyUsage, true, KeyUsage::getInstance);
    for (Role candidate : Role.values()) {
      if (purposes.equals(new ExtendedKeyUsage(KeyPurposeId.getInstance(candidate.purpose())))) {
        if (!usage.equals(new KeyUsage(candidate.keyUsage))) {
          throw wrongRole("key usage", "that of " + candidate.description(), "another");
        }
        if (publicKey.algorithm() != candidate.key) {
          throw wrongRole("key", candidate.key.toString(), publicKey.algorithm().toString());
        }
        return candidate;
      }
    }
    throw wrongRole("extended key usage", "one of the product's roles", "another");
  }

  private int constraints(Extensions extensions) throws MalformedException, RefusedException {
    BasicConstraints constraints =
        extensions.take(Extension.basicConstraints, true, BasicConstraints::getInstance);
    if (constraints.isCA() != role.issues) {
      throw wrongRole("cA of " + role.description(), "" + role.issues, "" + constraints.isCA());
    }
    BigInteger length = constraints.getPathLenConstraint();
    if (!constraints.isCA() && length == null && !isEmpty(constraints)) {
      throw new MalformedException("basicConstraints", "spells out a default");
    }
    if (!role.issues) {
      if (length != null) {
        throw wrongRole("pathLen of " + role.description(), "absent", "present");
      }
      return -1;
    }
    int min = role == Role.PROCESSOR ? 0 : 1;
    int max = role == Role.PROCESSOR ? 0 : TrustChain.MAX_CERTIFICATES - 2;
    if (length == null
        || length.bitLength() > 8
        || length.intValue() < min
        || length.intValue() > max) {
      throw wrongRole("pathLen of " + role.description(), min + " to " + max, "" + length);
    }
    return length.intValue();
  }

  /**
   * The library keeps a cA = FALSE that was spelled out, which DER does not allow (X.690 §11.5).
   */
  private static boolean isEmpty(BasicConstraints constraints) {
    return ASN1Sequence.getInstance(constraints.toASN1Primitive()).size() == 0;
  }

  private static RefusedException wrongRole(String check, String expected, String actual) {
    return RefusedException.of(Code.WRONG_ROLE, check, expected, actual);
  }
}
