package org.vouchsafe.attestation.testing;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * A certificate taken apart, changed in one place and signed again, so that nothing but the planted
 * defect can be the reason of a refusal.
 */
public final class Resigned {
  private final TBSCertificate original;
  private final List<Extension> extensions = new ArrayList<>();
  private ASN1Encodable version;
  private ASN1Encodable serial;
  private ASN1Encodable innerAlgorithm;
  private ASN1Encodable issuer;
  private ASN1Encodable validity;
  private ASN1Encodable subject;
  private ASN1Encodable key;
  private ASN1ObjectIdentifier spelledOut = new ASN1ObjectIdentifier("1.2.3");
  private Optional<ASN1Encodable> outerAlgorithm = Optional.empty();

  private Resigned(TBSCertificate original) {
    this.original = original;
    this.version = new DERTaggedObject(true, 0, new ASN1Integer(2));
    this.serial = original.getSerialNumber();
    this.innerAlgorithm = original.getSignature();
    this.issuer = original.getIssuer();
    this.validity =
        new DERSequence(new ASN1Encodable[] {original.getStartDate(), original.getEndDate()});
    this.subject = original.getSubject();
    this.key = original.getSubjectPublicKeyInfo();
    for (ASN1ObjectIdentifier oid : original.getExtensions().getExtensionOIDs()) {
      extensions.add(original.getExtensions().getExtension(oid));
    }
  }

  public static Resigned of(Bytes der) {
    return new Resigned(Certificate.getInstance(der.toArray()).getTBSCertificate());
  }

  public Resigned version(int number) {
    version = new DERTaggedObject(true, 0, new ASN1Integer(number));
    return this;
  }

  public Resigned serial(long number) {
    serial = new ASN1Integer(number);
    return this;
  }

  public Resigned serial(Bytes number) {
    serial = new ASN1Integer(number.toArray());
    return this;
  }

  public Resigned issuer(X500Name name) {
    issuer = name;
    return this;
  }

  /** Points to another issuer, by name and key. */
  public Resigned issuedBy(Bytes issuerDer) {
    TBSCertificate parent = Certificate.getInstance(issuerDer.toArray()).getTBSCertificate();
    byte[] keyId =
        SubjectKeyIdentifier.getInstance(
                parent.getExtensions().getExtensionParsedValue(Extension.subjectKeyIdentifier))
            .getKeyIdentifier();
    return issuer(parent.getSubject())
        .replace(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId));
  }

  /** Is for another key. */
  public Resigned subjectKey(VerifyingKey subjectKey) {
    return key(SubjectPublicKeyInfo.getInstance(subjectKey.spki().toArray()))
        .replace(
            Extension.subjectKeyIdentifier,
            false,
            new SubjectKeyIdentifier(subjectKey.id().value().slice(0, 20).toArray()));
  }

  public Resigned subject(X500Name name) {
    subject = name;
    return this;
  }

  public Resigned validity(Instant notBefore, Instant notAfter) {
    return validity(new DERUTCTime(Date.from(notBefore)), new DERUTCTime(Date.from(notAfter)));
  }

  public Resigned validity(ASN1Encodable notBefore, ASN1Encodable notAfter) {
    validity = new DERSequence(new ASN1Encodable[] {notBefore, notAfter});
    return this;
  }

  public Resigned key(ASN1Encodable subjectPublicKeyInfo) {
    key = subjectPublicKeyInfo;
    return this;
  }

  public Resigned algorithms(ASN1Encodable inner, ASN1Encodable outer) {
    innerAlgorithm = inner;
    outerAlgorithm = Optional.of(outer);
    return this;
  }

  public Resigned without(ASN1ObjectIdentifier oid) {
    extensions.removeIf(extension -> extension.getExtnId().equals(oid));
    return this;
  }

  /** Adds one at the end, even if there is one already. */
  public Resigned add(ASN1ObjectIdentifier oid, boolean critical, Bytes value) {
    extensions.add(new Extension(oid, critical, value.toArray()));
    return this;
  }

  public Resigned add(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return add(oid, critical, der(value));
  }

  /** Puts another value in the place of the one that is there. */
  public Resigned replace(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).getExtnId().equals(oid)) {
        extensions.set(i, new Extension(oid, critical, der(value).toArray()));
      }
    }
    return this;
  }

  /** Turns the criticality of an extension round. */
  public Resigned flip(ASN1ObjectIdentifier oid) {
    Extension old = original.getExtensions().getExtension(oid);
    return replaceRaw(oid, !old.isCritical(), Bytes.copyOf(old.getExtnValue().getOctets()));
  }

  public Resigned twice(ASN1ObjectIdentifier oid) {
    extensions.add(original.getExtensions().getExtension(oid));
    return this;
  }

  /** Puts other content into an extension that wraps octets. */
  public Resigned claims(ASN1ObjectIdentifier oid, Bytes content) {
    return replace(oid, true, new DEROctetString(content.toArray()));
  }

  /** Changes one field of the CBOR map in an extension that wraps octets. */
  public static Bytes with(Bytes map, String key, Cbor value) {
    try {
      Cbor.Map decoded = (Cbor.Map) Cbor.decode(map, "test", 1 << 20);
      Cbor.MapBuilder changed = Cbor.map();
      decoded.entries().forEach((k, v) -> changed.put(k, k.equals(key) ? value : v));
      if (!decoded.entries().containsKey(key)) {
        changed.put(key, value);
      }
      return changed.encode();
    } catch (org.vouchsafe.attestation.MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes critical = FALSE, a default, into an extension that is not critical. */
  public Resigned spellingOut(ASN1ObjectIdentifier oid) {
    spelledOut = oid;
    return this;
  }

  private static ASN1Encodable spelledOut(Extension extension) {
    return new DERSequence(
        new ASN1Encodable[] {extension.getExtnId(), ASN1Boolean.FALSE, extension.getExtnValue()});
  }

  public Bytes sign(SigningKey issuerKey) {
    Bytes content = content();
    return assemble(content, issuerKey.signDer(content));
  }

  /** With any octets in the place of a signature. */
  public Bytes withSignature(Bytes signature) {
    return assemble(content(), signature);
  }

  public Bytes content() {
    ASN1EncodableVector tbs = new ASN1EncodableVector();
    tbs.add(version);
    tbs.add(serial);
    tbs.add(innerAlgorithm);
    tbs.add(issuer);
    tbs.add(validity);
    tbs.add(subject);
    tbs.add(key);
    ASN1EncodableVector list = new ASN1EncodableVector();
    for (Extension extension : extensions) {
      list.add(extension.getExtnId().equals(spelledOut) ? spelledOut(extension) : extension);
    }
    tbs.add(new DERTaggedObject(true, 3, new DERSequence(list)));
    return der(new DERSequence(tbs));
  }

  private Bytes assemble(Bytes content, Bytes signature) {
    try {
      ASN1EncodableVector whole = new ASN1EncodableVector();
      whole.add(org.bouncycastle.asn1.ASN1Primitive.fromByteArray(content.toArray()));
      whole.add(outerAlgorithm.orElse(original.getSignature()));
      whole.add(new DERBitString(signature.toArray()));
      return der(new DERSequence(whole));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static Bytes der(ASN1Encodable value) {
    try {
      return Bytes.copyOf(value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Resigned replaceRaw(ASN1ObjectIdentifier oid, boolean critical, Bytes value) {
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).getExtnId().equals(oid)) {
        extensions.set(i, new Extension(oid, critical, value.toArray()));
      }
    }
    return this;
  }
}
