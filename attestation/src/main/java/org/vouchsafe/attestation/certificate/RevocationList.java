package org.vouchsafe.attestation.certificate;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * An X.509 revocation list (RFC 5280 §5) in the product's profile: version 2, complete (no deltas,
 * no partitions, no indirect entries), with number, issuer's key and next update, and entries of
 * serial number and date only. That it was read says nothing about who signed it.
 */
public final class RevocationList {
  /** About 25,000 entries. */
  public static final int MAX_BYTES = 1 << 20;

  private static final String PATH = "revocation list";

  private final Bytes der;
  private final Bytes toBeSigned;
  private final Bytes signature;
  private final X500Name issuer;
  private final Bytes issuerKeyId;
  private final long number;
  private final Validity updates;
  private final Set<BigInteger> revoked;

  private RevocationList(Bytes der) throws MalformedException {
    CertificateList outer = Der.decode(der, PATH, MAX_BYTES, CertificateList::getInstance);
    TBSCertList inner = outer.getTBSCertList();
    if (inner.getVersionNumber() != 2
        || inner.getNextUpdate() == null
        || inner.getExtensions() == null) {
      throw new MalformedException(PATH, "is not of version 2 with next update and number");
    }
    this.der = der;
    this.toBeSigned = Der.encode(inner);
    this.signature =
        CertificateSignature.read(
            outer.getSignatureAlgorithm(), inner.getSignature(), outer.getSignature(), PATH);
    this.issuer = Names.check(inner.getIssuer(), PATH + " > issuer");
    this.updates = Times.read(inner.getThisUpdate(), inner.getNextUpdate(), PATH);
    this.revoked = readEntries(inner);
    Extensions extensions = Extensions.atEndOf(inner, PATH);
    BigInteger crlNumber =
        extensions.take(Extension.cRLNumber, false, CRLNumber::getInstance).getCRLNumber();
    if (crlNumber.signum() <= 0 || crlNumber.bitLength() > 63) {
      throw new MalformedException(PATH + " > number", "is not from 1 to 2^63-1");
    }
    this.number = crlNumber.longValueExact();
    this.issuerKeyId =
        extensions
            .authorityKeyId()
            .orElseThrow(() -> new MalformedException(PATH, "does not name its issuer's key"));
    extensions.end();
  }

  public static RevocationList parse(Bytes der) throws MalformedException {
    return Der.read(PATH, () -> new RevocationList(der));
  }

  static Bytes issue(
      SigningKey key,
      Certificate issuer,
      long number,
      Instant thisUpdate,
      Instant nextUpdate,
      Map<BigInteger, Instant> revoked) {
    Shape.range("number", number, 1, Long.MAX_VALUE);
    V2TBSCertListGenerator list = new V2TBSCertListGenerator();
    list.setSignature(CertificateSignature.ALGORITHM);
    list.setIssuer(issuer.subjectName());
    list.setThisUpdate(Times.write(thisUpdate));
    list.setNextUpdate(Times.write(nextUpdate));
    new TreeMap<>(revoked)
        .forEach(
            (serial, date) ->
                list.addCRLEntry(
                    new ASN1Integer(serial),
                    Times.write(date),
                    (org.bouncycastle.asn1.x509.Extensions) null));
    try {
      list.setExtensions(
          new org.bouncycastle.asn1.x509.Extensions(
              new Extension[] {
                Extensions.authorityKeyId(issuer.subjectKeyId()),
                Extensions.create(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)))
              }));
      return parse(CertificateSignature.sign(list.generateTBSCertList(), key)).der;
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the list would be outside the profile", e);
    }
  }

  public Bytes der() {
    return der;
  }

  /** For people. */
  public String issuer() {
    return Names.forPeople(issuer);
  }

  /** First 20 bytes of the id of its issuer's key. */
  public Bytes issuerKeyId() {
    return issuerKeyId;
  }

  public long number() {
    return number;
  }

  public Instant thisUpdate() {
    return updates.notBefore();
  }

  public Instant nextUpdate() {
    return updates.notAfter();
  }

  /** Serial numbers of the revoked certificates of its issuer. */
  public Set<BigInteger> revoked() {
    return revoked;
  }

  /** Whether it names {@code issuer}, by name and key, as the authority that signed it. */
  public boolean names(Certificate issuer) {
    return Der.encode(this.issuer).equals(issuer.subjectDer())
        && issuerKeyId.equals(issuer.subjectKeyId());
  }

  public boolean isSignedBy(VerifyingKey key) {
    return CertificateSignature.verifies(key, toBeSigned, signature);
  }

  private static Set<BigInteger> readEntries(TBSCertList list) throws MalformedException {
    Set<BigInteger> serials = new HashSet<>();
    Enumeration<?> entries = list.getRevokedCertificateEnumeration();
    while (entries.hasMoreElements()) {
      TBSCertList.CRLEntry entry = (TBSCertList.CRLEntry) entries.nextElement();
      if (entry.hasExtensions()) {
        throw new MalformedException(PATH + " > entry", "has extensions");
      }
      Times.read(entry.getRevocationDate(), PATH + " > entry");
      if (!serials.add(Certificate.serial(entry.getUserCertificate().getValue(), PATH))) {
        throw new MalformedException(PATH + " > entry", "appears twice");
      }
    }
    return Set.copyOf(serials);
  }
}
