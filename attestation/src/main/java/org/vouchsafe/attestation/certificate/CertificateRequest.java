package org.vouchsafe.attestation.certificate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What goes into a new certificate.
 *
 * @param serial 8 to 20 random octets, first bit ignored
 * @param pathLength for roles that issue
 * @param claims content of the role's own extension, for roles that have one
 */
record CertificateRequest(
    Role role,
    Bytes serial,
    X500Name subject,
    VerifyingKey key,
    Validity validity,
    int pathLength,
    Optional<Bytes> claims) {

  /** Signs it; {@code issuer} is empty for a root, which names and signs itself. */
  Certificate issue(SigningKey issuerKey, Optional<Certificate> issuer) {
    V3TBSCertificateGenerator content = new V3TBSCertificateGenerator();
    content.setSerialNumber(new ASN1Integer(positive(serial)));
    content.setSignature(CertificateSignature.ALGORITHM);
    content.setIssuer(issuer.map(Certificate::subjectName).orElse(subject));
    content.setSubject(subject);
    content.setStartDate(Times.write(validity.notBefore()));
    content.setEndDate(Times.write(validity.notAfter()));
    content.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(key.spki().toArray()));
    content.setExtensions(extensions(issuer.map(Certificate::publicKey).orElse(key)));
    Bytes der = CertificateSignature.sign(content.generateTBSCertificate(), issuerKey);
    try {
      return Certificate.parse(der);
    } catch (MalformedException | RefusedException e) {
      throw new IllegalArgumentException("the certificate would be outside the profile", e);
    }
  }

  static BigInteger positive(Bytes serial) {
    if (serial.size() < 8 || serial.size() > 20) {
      throw new IllegalArgumentException("a serial number has 8 to 20 octets");
    }
    // RFC 5280 §4.1.2.2: at most 20 octets with a sign bit, so the first bit goes; never zero.
    return new BigInteger(1, serial.toArray())
        .clearBit(8 * serial.size() - 1)
        .setBit(8 * serial.size() - 2);
  }

  private org.bouncycastle.asn1.x509.Extensions extensions(VerifyingKey issuerKey) {
    List<Extension> list = new ArrayList<>();
    list.add(
        Extensions.create(
            Extension.basicConstraints,
            true,
            role.issues ? new BasicConstraints(pathLength) : new BasicConstraints(false)));
    list.add(Extensions.create(Extension.keyUsage, true, new KeyUsage(role.keyUsage)));
    list.add(
        Extensions.create(
            Extension.extendedKeyUsage,
            true,
            new ExtendedKeyUsage(KeyPurposeId.getInstance(role.purpose()))));
    list.add(
        Extensions.create(
            Extension.subjectKeyIdentifier,
            false,
            new SubjectKeyIdentifier(Certificate.keyIdentifier(key).toArray())));
    list.add(Extensions.authorityKeyId(Certificate.keyIdentifier(issuerKey)));
    claims.ifPresent(
        content ->
            list.add(
                Extensions.create(
                    role.claims().orElseThrow(), true, new DEROctetString(content.toArray()))));
    return new org.bouncycastle.asn1.x509.Extensions(list.toArray(Extension[]::new));
  }
}
