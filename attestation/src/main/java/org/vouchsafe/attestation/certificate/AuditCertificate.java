package org.vouchsafe.attestation.certificate;

import java.math.BigInteger;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AttCertIssuer;
import org.bouncycastle.asn1.x509.AttCertValidityPeriod;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.AttributeCertificate;
import org.bouncycastle.asn1.x509.AttributeCertificateInfo;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Holder;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.V2Form;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * An auditing certificate: an X.509 attribute certificate (RFC 5755) by an auditor about a device.
 * That it was read says nothing about who signed it.
 *
 * <p>Holder: entityName with one otherName of the product's own type, the device id. Issuer: v2Form
 * with one directoryName. One attribute, one extension (authorityKeyIdentifier).
 */
public final class AuditCertificate {
  public static final int MAX_BYTES = 4096;
  private static final String PATH = "audit certificate";

  private final Bytes der;
  private final Bytes toBeSigned;
  private final Bytes signature;
  private final DeviceId device;
  private final X500Name issuer;
  private final Bytes issuerKeyId;
  private final BigInteger serial;
  private final Validity validity;
  private final AuditClaims claims;

  private AuditCertificate(Bytes der) throws MalformedException {
    AttributeCertificate outer =
        Der.decode(der, PATH, MAX_BYTES, AttributeCertificate::getInstance);
    AttributeCertificateInfo inner = outer.getAcinfo();
    if (!inner.getVersion().hasValue(1) || inner.getIssuerUniqueID() != null) {
      throw new MalformedException(PATH, "is not of version 2 without unique id");
    }
    this.der = der;
    this.toBeSigned = Der.encode(inner);
    this.signature =
        CertificateSignature.read(
            outer.getSignatureAlgorithm(), inner.getSignature(), outer.getSignatureValue(), PATH);
    this.device = readHolder(inner.getHolder());
    this.issuer = readIssuer(inner.getIssuer());
    this.serial = Certificate.serial(inner.getSerialNumber().getValue(), PATH);
    AttCertValidityPeriod period = inner.getAttrCertValidityPeriod();
    Instant from = Times.readGeneralized(period.getNotBeforeTime(), PATH + " > notBefore");
    Instant to = Times.readGeneralized(period.getNotAfterTime(), PATH + " > notAfter");
    this.validity = Shape.make(PATH, () -> new Validity(from, to));
    if (inner.getAttributes().size() != 1 || inner.getExtensions() == null) {
      throw new MalformedException(PATH, "does not have exactly one attribute and its extension");
    }
    this.claims = readClaims(Attribute.getInstance(inner.getAttributes().getObjectAt(0)));
    Extensions extensions = Extensions.atEndOf(inner, PATH);
    this.issuerKeyId =
        extensions
            .authorityKeyId()
            .orElseThrow(() -> new MalformedException(PATH, "does not name its issuer's key"));
    extensions.end();
  }

  public static AuditCertificate parse(Bytes der) throws MalformedException {
    return Der.read(PATH, () -> new AuditCertificate(der));
  }

  static AuditCertificate issue(
      SigningKey key,
      X500Name issuer,
      DeviceId device,
      AuditClaims claims,
      Bytes serial,
      Validity validity) {
    ASN1EncodableVector info = new ASN1EncodableVector();
    info.add(new ASN1Integer(1));
    info.add(new Holder(new GeneralNames(holderName(device))));
    info.add(new AttCertIssuer(new V2Form(new GeneralNames(new GeneralName(issuer)))));
    info.add(CertificateSignature.ALGORITHM);
    info.add(new ASN1Integer(CertificateRequest.positive(serial)));
    info.add(
        new AttCertValidityPeriod(
            Times.writeGeneralized(validity.notBefore()),
            Times.writeGeneralized(validity.notAfter())));
    ASN1Encodable value = new DEROctetString(claims.encode().toArray());
    info.add(new DERSequence(new Attribute(Oids.AUDIT_ATTRIBUTE, new DERSet(value))));
    info.add(
        new org.bouncycastle.asn1.x509.Extensions(
            Extensions.authorityKeyId(Certificate.keyIdentifier(key.publicKey()))));
    try {
      return parse(CertificateSignature.sign(new DERSequence(info), key));
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the certificate would be outside the profile", e);
    }
  }

  public Bytes der() {
    return der;
  }

  /** Names its content: the same for every signature that could be put below it. 48 bytes. */
  public Bytes id() {
    return Lp.sha384("VS-audit", toBeSigned);
  }

  public DeviceId device() {
    return device;
  }

  public AuditClaims claims() {
    return claims;
  }

  /** From when to when the auditor vouches. */
  public Validity validity() {
    return validity;
  }

  public BigInteger serial() {
    return serial;
  }

  /** For people. */
  public String issuer() {
    return Names.forPeople(issuer);
  }

  /** Whether it names {@code key} as the one that signed it. */
  public boolean names(VerifyingKey key) {
    return issuerKeyId.equals(Certificate.keyIdentifier(key));
  }

  public boolean isSignedBy(VerifyingKey key) {
    return CertificateSignature.verifies(key, toBeSigned, signature);
  }

  private static GeneralName holderName(DeviceId device) {
    return new GeneralName(
        GeneralName.otherName,
        new OtherName(Oids.DEVICE_NAME, new DEROctetString(device.value().toArray())));
  }

  private static DeviceId readHolder(Holder holder) throws MalformedException {
    GeneralNames names = holder.getEntityName();
    if (names == null
        || holder.getBaseCertificateID() != null
        || holder.getObjectDigestInfo() != null) {
      throw new MalformedException(PATH + " > holder", "is not an entity name alone");
    }
    GeneralName name = only(names, GeneralName.otherName, "holder");
    OtherName other = OtherName.getInstance(name.getName());
    if (!other.getTypeID().equals(Oids.DEVICE_NAME)) {
      throw new MalformedException(PATH + " > holder", "is not a device id");
    }
    Bytes value = Bytes.copyOf(ASN1OctetString.getInstance(other.getValue()).getOctets());
    return Shape.make(PATH + " > holder", () -> new DeviceId(value));
  }

  private static X500Name readIssuer(AttCertIssuer issuer) throws MalformedException {
    if (!(issuer.getIssuer() instanceof V2Form form)
        || form.getBaseCertificateID() != null
        || form.getObjectDigestInfo() != null) {
      throw new MalformedException(PATH + " > issuer", "is not a name alone");
    }
    GeneralName name = only(form.getIssuerName(), GeneralName.directoryName, "issuer");
    return Names.check(X500Name.getInstance(name.getName()), PATH + " > issuer");
  }

  private static GeneralName only(GeneralNames names, int tag, String field)
      throws MalformedException {
    GeneralName[] all = names.getNames();
    if (all.length != 1 || all[0].getTagNo() != tag) {
      throw new MalformedException(PATH + " > " + field, "is not one name of the right kind");
    }
    return all[0];
  }

  private static AuditClaims readClaims(Attribute attribute) throws MalformedException {
    if (!attribute.getAttrType().equals(Oids.AUDIT_ATTRIBUTE)
        || attribute.getAttrValues().size() != 1) {
      throw new MalformedException(PATH + " > attribute", "is not one audit");
    }
    return AuditClaims.parse(
        Bytes.copyOf(ASN1OctetString.getInstance(attribute.getAttributeValues()[0]).getOctets()));
  }
}
