package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.auditClaims;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.random;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;

import java.math.BigInteger;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AttCertIssuer;
import org.bouncycastle.asn1.x509.AttCertValidityPeriod;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Holder;
import org.bouncycastle.asn1.x509.IssuerSerial;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.V2Form;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;

/** docs/spec/attestation-certificate.md §5, each rule broken once and signed again. */
class AuditCertificateTest {
  private static final SigningKey KEY = p384();
  private static final DeviceId DEVICE = new DeviceId(random(48));
  private static final AuditCertificate AUDIT =
      Auditor.named("test auditor", KEY).audit(DEVICE, auditClaims(3), serial(), LONG);

  private static final int VERSION = 0;
  private static final int HOLDER = 1;
  private static final int ISSUER = 2;
  private static final int SERIAL = 4;
  private static final int PERIOD = 5;
  private static final int ATTRIBUTES = 6;
  private static final int EXTENSIONS = 7;

  @Test
  void what_is_read_is_what_was_issued() throws Exception {
    AuditCertificate read = AuditCertificate.parse(AUDIT.der());
    assertEquals(AUDIT.der(), read.der());
    assertEquals(DEVICE, read.device());
    assertEquals(auditClaims(3), read.claims());
    assertEquals("L3", read.claims().levelName());
    assertEquals(LONG, read.validity());
    assertEquals("test auditor", read.issuer());
    assertEquals(AUDIT.serial(), read.serial());
    assertEquals(AUDIT.id(), read.id());
    assertEquals(48, read.id().size());
    assertTrue(read.names(KEY.publicKey()));
    assertTrue(read.isSignedBy(KEY.publicKey()));
    SigningKey other = p384();
    assertFalse(read.names(other.publicKey()));
    assertFalse(read.isSignedBy(other.publicKey()));
  }

  @Test
  void a_second_audit_of_the_same_device_has_another_name() {
    AuditCertificate other =
        Auditor.named("test auditor", KEY).audit(DEVICE, auditClaims(3), serial(), LONG);
    assertFalse(other.id().equals(AUDIT.id()));
  }

  @Test
  void C04_trailing_bytes_truncations_and_size() {
    malformed("", () -> AuditCertificate.parse(Bytes.concat(AUDIT.der(), Bytes.of(0))));
    for (int size = 0; size < AUDIT.der().size(); size += 11) {
      Bytes cut = AUDIT.der().slice(0, size);
      malformed("", () -> AuditCertificate.parse(cut));
    }
    malformed("limit", () -> AuditCertificate.parse(Bytes.copyOf(new byte[4097])));
  }

  @Test
  void other_versions() {
    rejects("", info -> info[VERSION] = new ASN1Integer(0));
    rejects("", info -> info[VERSION] = new ASN1Integer(2));
  }

  @Test
  void a_holder_that_is_a_certificate_a_name_or_another_kind_of_id() {
    GeneralNames directory = new GeneralNames(new GeneralName(new X500Name("CN=a")));
    rejects(
        "entity name",
        info -> info[HOLDER] = new Holder(new IssuerSerial(directory, BigInteger.ONE)));
    rejects("right kind", info -> info[HOLDER] = new Holder(directory));
    rejects("device id", info -> info[HOLDER] = holder(Known.EVIDENCE, random(48)));
    rejects("16 to 64", info -> info[HOLDER] = holder(Known.DEVICE_NAME, random(15)));
    rejects("16 to 64", info -> info[HOLDER] = holder(Known.DEVICE_NAME, random(65)));
    GeneralName one = name(Known.DEVICE_NAME, random(48));
    rejects(
        "one name",
        info -> info[HOLDER] = new Holder(new GeneralNames(new GeneralName[] {one, one})));
  }

  @Test
  void an_issuer_in_another_form() {
    GeneralNames directory = new GeneralNames(new GeneralName(new X500Name("CN=a")));
    rejects("issuer", info -> info[ISSUER] = new AttCertIssuer(directory));
    rejects(
        "issuer",
        info ->
            info[ISSUER] =
                new AttCertIssuer(
                    new V2Form(directory, new IssuerSerial(directory, BigInteger.ONE))));
    rejects(
        "right kind",
        info ->
            info[ISSUER] =
                new AttCertIssuer(
                    new V2Form(
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "a.example")))));
  }

  @Test
  void serial_numbers_and_periods_that_make_no_sense() {
    rejects("serial", info -> info[SERIAL] = new ASN1Integer(0));
    rejects("serial", info -> info[SERIAL] = new ASN1Integer(-5));
    ASN1GeneralizedTime early = new ASN1GeneralizedTime("20261123120000Z");
    ASN1GeneralizedTime late = new ASN1GeneralizedTime("20261124120000Z");
    rejects("ends before", info -> info[PERIOD] = new AttCertValidityPeriod(late, early));
  }

  @Test
  void no_attribute_two_of_them_another_one_or_two_values() {
    Attribute right =
        new Attribute(
            Known.AUDIT_ATTRIBUTE,
            new DERSet(new DEROctetString(auditClaims(1).encode().toArray())));
    rejects("one attribute", info -> info[ATTRIBUTES] = new DERSequence());
    rejects(
        "one attribute",
        info -> info[ATTRIBUTES] = new DERSequence(new ASN1Encodable[] {right, right}));
    rejects(
        "one audit",
        info ->
            info[ATTRIBUTES] =
                new DERSequence(new Attribute(Known.EVIDENCE, right.getAttrValues())));
    rejects(
        "one audit",
        info ->
            info[ATTRIBUTES] =
                new DERSequence(
                    new Attribute(
                        Known.AUDIT_ATTRIBUTE,
                        new DERSet(
                            new ASN1Encodable[] {
                              new DEROctetString(new byte[] {1}), new DEROctetString(new byte[] {2})
                            }))));
  }

  @Test
  void claims_that_break_a_rule() {
    Bytes good = auditClaims(1).encode();
    claims("level", Resigned.with(good, "level", Cbor.of(10)));
    claims("level", Resigned.with(good, "level", Cbor.of(-1)));
    claims("printable", Resigned.with(good, "method", Cbor.of("a\nb")));
    claims("site", Resigned.with(good, "site", Cbor.of("")));
    claims("site", Resigned.with(good, "site", Cbor.of("x".repeat(201))));
    claims("reportDigest", Resigned.with(good, "reportDigest", Cbor.of(random(32))));
    claims("version", Resigned.with(good, "v", Cbor.of(2)));
    claims("unknown", Resigned.with(good, "more", Cbor.of(1)));
    assertThrows(IllegalArgumentException.class, () -> new AuditClaims(10, "a", "b", random(48)));
  }

  @Test
  void extensions_but_the_issuer_s_key() {
    rejects("extension", info -> info[EXTENSIONS] = null);
    rejects(
        "name its issuer's key",
        info ->
            info[EXTENSIONS] =
                extensions(new Extension(Extension.cRLNumber, false, new byte[] {2, 1, 1})));
    rejects(
        "not in the profile",
        info ->
            info[EXTENSIONS] =
                extensions(keyId(), new Extension(Extension.noRevAvail, false, new byte[] {5, 0})));
    rejects("critical", info -> info[EXTENSIONS] = extensions(critical(keyId())));
  }

  private static Extension keyId() {
    return new Extension(
        Extension.authorityKeyIdentifier,
        false,
        Resigned.der(
                new AuthorityKeyIdentifier(KEY.publicKey().id().value().slice(0, 20).toArray()))
            .toArray());
  }

  private static Extension critical(Extension extension) {
    return new Extension(extension.getExtnId(), true, extension.getExtnValue().getOctets());
  }

  private static ASN1Encodable extensions(Extension... list) {
    return new DERSequence(list);
  }

  private static Holder holder(org.bouncycastle.asn1.ASN1ObjectIdentifier type, Bytes value) {
    return new Holder(new GeneralNames(name(type, value)));
  }

  private static GeneralName name(org.bouncycastle.asn1.ASN1ObjectIdentifier type, Bytes value) {
    return new GeneralName(
        GeneralName.otherName, new OtherName(type, new DEROctetString(value.toArray())));
  }

  private static void claims(String problem, Bytes content) {
    rejects(
        problem,
        info ->
            info[ATTRIBUTES] =
                new DERSequence(
                    new Attribute(
                        Known.AUDIT_ATTRIBUTE, new DERSet(new DEROctetString(content.toArray())))));
  }

  /** Takes the certificate apart, changes one element, signs it again. */
  private static void rejects(String problem, Consumer<ASN1Encodable[]> change) {
    ASN1Sequence whole = ASN1Sequence.getInstance(AUDIT.der().toArray());
    ASN1Encodable[] info = ASN1Sequence.getInstance(whole.getObjectAt(0)).toArray();
    change.accept(info);
    ASN1EncodableVector content = new ASN1EncodableVector();
    for (ASN1Encodable element : info) {
      if (element != null) {
        content.add(element);
      }
    }
    Bytes toBeSigned = Resigned.der(new DERSequence(content));
    Bytes der =
        Resigned.der(
            new DERSequence(
                new ASN1Encodable[] {
                  new DERSequence(content),
                  whole.getObjectAt(1),
                  new DERBitString(KEY.signDer(toBeSigned).toArray())
                }));
    malformed(problem, () -> AuditCertificate.parse(der));
  }
}
