package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;

/** The profile of docs/spec/attestation-certificate.md §2, each rule broken once. */
class CertificateTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final Bytes ROOT = AUTHORITY.root.certificate().der();
  private static final Bytes CHILD = PROCESSOR.certificate.certificate().der();
  private static final Bytes STATEMENT = PROCESSOR.statementCertificate();

  @Nested
  class What_is_read {
    @Test
    void is_what_was_issued() throws Exception {
      Certificate certificate = Certificate.parse(CHILD);
      assertEquals(CHILD, certificate.der());
      assertEquals(Role.PROCESSOR, certificate.role());
      assertEquals(PROCESSOR.key.publicKey(), certificate.publicKey());
      assertEquals(PROCESSOR.key.publicKey().id(), certificate.keyId());
      assertEquals(LONG, certificate.validity());
      assertEquals(0, certificate.pathLength());
      assertEquals("DEVELOPMENT test intermediate", certificate.issuer());
      assertTrue(certificate.subject().startsWith("DEVELOPMENT software processor "));
      assertFalse(certificate.isSelfIssued());
      assertFalse(certificate.isDevelopment());
      assertFalse(certificate.carriesHardwareEvidence());
      assertTrue(certificate.names(AUTHORITY.intermediate.certificate()));
      assertFalse(certificate.names(AUTHORITY.root.certificate()));
      assertTrue(certificate.isSignedBy(AUTHORITY.intermediateKey.publicKey()));
      assertFalse(certificate.isSignedBy(AUTHORITY.rootKey.publicKey()));
      assertEquals(PROCESSOR.claims, ProcessorCertificate.of(certificate).claims());
    }

    @Test
    void a_root_is_its_own_issuer_and_says_that_it_is_for_development() throws Exception {
      Certificate root = Certificate.parse(ROOT, Role.AUTHORITY);
      assertTrue(root.isSelfIssued());
      assertTrue(root.isDevelopment());
      assertTrue(root.isSignedBy(AUTHORITY.rootKey.publicKey()));
      assertTrue(root.names(root));
      assertEquals(-1, Certificate.parse(STATEMENT).pathLength());
    }

    @Test
    void C05_another_signature_over_the_same_content_is_no_other_certificate() throws Exception {
      Certificate first = Certificate.parse(CHILD);
      Certificate second = Certificate.parse(malleated(CHILD));
      assertTrue(second.isSignedBy(AUTHORITY.intermediateKey.publicKey()), "both verify");
      assertNotEquals(first.der(), second.der());
      assertEquals(first.id(), second.id());
      assertEquals(first.serial(), second.serial());
      assertNotEquals(first, second);
    }

    @Test
    void a_certificate_that_does_not_name_its_issuer_is_nobody_s_child() throws Exception {
      Certificate orphan =
          Certificate.parse(
              Resigned.of(CHILD)
                  .without(Extension.authorityKeyIdentifier)
                  .sign(AUTHORITY.intermediateKey));
      assertFalse(orphan.names(AUTHORITY.intermediate.certificate()));
    }

    @Test
    void only_p384_keys_sign_certificates() throws Exception {
      SigningKey p256 =
          SigningKey.generate(SigningKey.Algorithm.P256, new java.security.SecureRandom());
      assertFalse(Certificate.parse(Resigned.of(CHILD).sign(p256)).isSignedBy(p256.publicKey()));
      assertThrows(
          IllegalArgumentException.class, () -> CertificateSignature.sign(new DERSequence(), p256));
    }
  }

  @Nested
  class Malformed {
    @Test
    void C04_trailing_bytes_and_every_truncation() {
      malformed("after its end", () -> Certificate.parse(Bytes.concat(CHILD, Bytes.of(0))));
      for (int size = 0; size < CHILD.size(); size += 7) {
        Bytes cut = CHILD.slice(0, size);
        malformed("", () -> Certificate.parse(cut));
      }
    }

    @Test
    void C04_too_large() {
      malformed(
          "limit", () -> Certificate.parse(Bytes.copyOf(new byte[Certificate.MAX_BYTES + 1])));
    }

    @Test
    void versions_but_the_third() {
      rejects("", c -> c.version(1));
      rejects("", c -> c.version(0));
      rejects("", c -> c.version(3));
    }

    @Test
    void C04_serial_numbers_that_are_negative_zero_or_too_long() {
      rejects("serial", c -> c.serial(-1));
      rejects("serial", c -> c.serial(0));
      rejects("serial", c -> c.serial(Bytes.fromHex("01" + "00".repeat(20))));
      reads(c -> c.serial(Bytes.fromHex("7f" + "ff".repeat(19))));
      rejects("serial", c -> c.serial(Bytes.fromHex("00" + "ff".repeat(21))));
    }

    @Test
    void other_signature_algorithms_and_two_that_differ() {
      AlgorithmIdentifier right = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
      AlgorithmIdentifier sha256 = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      AlgorithmIdentifier withNull =
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384, DERNull.INSTANCE);
      rejects("ecdsa-with-SHA384", c -> c.algorithms(sha256, sha256));
      rejects("ecdsa-with-SHA384", c -> c.algorithms(right, sha256));
      rejects("ecdsa-with-SHA384", c -> c.algorithms(sha256, right));
      rejects("ecdsa-with-SHA384", c -> c.algorithms(withNull, withNull));
    }

    @Test
    void a_signature_of_broken_octets() throws Exception {
      org.bouncycastle.asn1.x509.Certificate certificate =
          org.bouncycastle.asn1.x509.Certificate.getInstance(CHILD.toArray());
      ASN1EncodableVector whole = new ASN1EncodableVector();
      whole.add(certificate.getTBSCertificate());
      whole.add(certificate.getSignatureAlgorithm());
      byte[] octets = certificate.getSignature().getOctets();
      octets[octets.length - 1] &= (byte) 0xFE;
      whole.add(new DERBitString(octets, 1));
      malformed("ecdsa-with-SHA384", () -> Certificate.parse(Resigned.der(new DERSequence(whole))));
    }

    @Test
    void names_that_are_empty_or_too_long() {
      rejects("name", c -> c.subject(new X500Name("")));
      rejects("name", c -> c.subject(new X500Name("CN=a,CN=b,CN=c,CN=d,CN=e,CN=f,CN=g")));
      rejects("printable", c -> c.subject(new X500Name("CN=" + "a".repeat(64) + ",CN=é")));
      rejects("printable", c -> c.issuer(new X500Name("CN=a+O=b")));
      reads(c -> c.subject(new X500Name("CN=" + "a".repeat(64))));
    }

    @Test
    void dates_in_other_forms() {
      DERUTCTime good = new DERUTCTime("261124120000Z");
      rejects("2050", c -> c.validity(new DERGeneralizedTime("20261123120000Z"), good));
      rejects("", c -> c.validity(new DERUTCTime("2611231200Z"), good));
      rejects("", c -> c.validity(new DERUTCTime("261123120000+0000"), good));
      rejects("", c -> c.validity(good, new DERGeneralizedTime("20501123120000.5Z")));
      rejects("ends before", c -> c.validity(NOW, NOW.minusSeconds(1)));
      reads(c -> c.validity(new DERUTCTime("500101000000Z"), good));
      reads(c -> c.validity(good, new DERGeneralizedTime("20500101000000Z")));
    }

    @Test
    void C03_extensions_that_are_twice_missing_unknown_or_of_the_wrong_criticality() {
      for (ASN1ObjectIdentifier oid :
          new ASN1ObjectIdentifier[] {
            Extension.basicConstraints,
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.subjectKeyIdentifier,
            Known.PROCESSOR
          }) {
        rejects("", c -> c.twice(oid));
        rejects("missing", c -> c.without(oid));
        rejects("critical", c -> c.flip(oid));
      }
      rejects("", c -> c.twice(Extension.authorityKeyIdentifier));
      rejects("critical", c -> c.flip(Extension.authorityKeyIdentifier));
      DEROctetString something = new DEROctetString(new byte[] {1});
      ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
      rejects("not in the profile: 1.2.3.4", c -> c.add(unknown, true, something));
      rejects("not in the profile: 1.2.3.4", c -> c.add(unknown, false, something));
      rejects("not in the profile", c -> c.add(Known.EVIDENCE, true, something));
    }

    @Test
    void C02_name_constraints_which_nobody_here_evaluates() {
      rejects("2.5.29.30", c -> c.add(Extension.nameConstraints, true, new DERSequence()));
      rejects("2.5.29.30", c -> c.add(Extension.nameConstraints, false, new DERSequence()));
    }

    @Test
    void hardware_evidence_where_it_has_no_place() {
      DEROctetString wrapped = new DEROctetString(new byte[] {1});
      malformed(
          "not in the profile",
          () ->
              Certificate.parse(
                  Resigned.of(STATEMENT).add(Known.CMW, false, wrapped).sign(PROCESSOR.key)));
    }

    @Test
    void key_identifiers_that_are_not_of_the_key_or_point_twice() {
      rejects(
          "subjectKeyIdentifier",
          c ->
              c.replace(
                  Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20])));
      rejects(
          "authorityKeyIdentifier",
          c ->
              c.replace(
                  Extension.authorityKeyIdentifier,
                  false,
                  new AuthorityKeyIdentifier(
                      new byte[20],
                      new GeneralNames(new GeneralName(new X500Name("CN=a"))),
                      BigInteger.ONE)));
      rejects(
          "authorityKeyIdentifier",
          c -> c.replace(Extension.authorityKeyIdentifier, false, new DERSequence()));
    }

    @Test
    void C04_an_extension_with_bytes_after_its_value_or_in_another_form() {
      rejects(
          "after its end",
          c ->
              c.without(Extension.basicConstraints)
                  .add(Extension.basicConstraints, true, Bytes.fromHex("30060101ff02010000")));
      rejects("default", c -> c.spellingOut(Extension.subjectKeyIdentifier));
      // cA = FALSE spelled out is not DER: it is the default.
      malformed(
          "default",
          () ->
              Certificate.parse(
                  Resigned.of(STATEMENT)
                      .without(Extension.basicConstraints)
                      .add(Extension.basicConstraints, true, Bytes.fromHex("3003010100"))
                      .sign(PROCESSOR.key)));
    }

    @Test
    void C06_points_off_the_curve_at_infinity_compressed_and_explicit_parameters() {
      byte[] off = PROCESSOR.key.publicKey().spki().toArray();
      off[off.length - 1] ^= 1;
      rejects("point", c -> c.key(SubjectPublicKeyInfo.getInstance(off)));
      AlgorithmIdentifier named =
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp384r1);
      rejects("", c -> c.key(new SubjectPublicKeyInfo(named, new byte[] {0})));
      byte[] compressed = new byte[49];
      System.arraycopy(PROCESSOR.key.publicKey().spki().toArray(), 24, compressed, 1, 48);
      compressed[0] = 2;
      rejects("", c -> c.key(new SubjectPublicKeyInfo(named, compressed)));
      AlgorithmIdentifier explicit =
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey, SECNamedCurves.getByName("secp384r1"));
      byte[] point = new byte[97];
      System.arraycopy(PROCESSOR.key.publicKey().spki().toArray(), 23, point, 0, 97);
      rejects("", c -> c.key(new SubjectPublicKeyInfo(explicit, point)));
    }
  }

  @Nested
  class Wrong_role {
    @Test
    void extended_key_usages_of_nobody_and_of_two_roles() {
      wrong(
          "extended key usage",
          c ->
              c.replace(
                  Extension.extendedKeyUsage,
                  true,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)));
      wrong(
          "extended key usage",
          c ->
              c.replace(
                  Extension.extendedKeyUsage,
                  true,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.getInstance(Known.oid(".2.2")),
                        KeyPurposeId.getInstance(Known.oid(".2.3"))
                      })));
    }

    @Test
    void key_usages_of_another_role() {
      wrong(
          "key usage",
          c -> c.replace(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)));
      wrong(
          "key usage",
          c ->
              c.replace(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    @Test
    void a_key_of_another_kind() {
      VerifyingKey p256 = PROCESSOR.instanceKey.publicKey();
      wrong("key", c -> c.subjectKey(p256));
    }

    @Test
    void C01_a_processor_that_is_no_ca_or_has_no_or_a_longer_path() {
      wrong("cA", c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(false)));
      wrong(
          "pathLen", c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(true)));
      wrong("pathLen", c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(1)));
      wrong(
          "pathLen",
          c ->
              c.replace(
                  Extension.basicConstraints,
                  true,
                  new DERSequence(
                      new org.bouncycastle.asn1.ASN1Encodable[] {
                        org.bouncycastle.asn1.ASN1Boolean.TRUE,
                        new ASN1Integer(BigInteger.ONE.shiftLeft(40))
                      })));
    }

    @Test
    void an_authority_with_a_path_of_nothing_or_too_long() {
      for (int length : new int[] {0, 4}) {
        refused(
            Code.WRONG_ROLE,
            "pathLen",
            () ->
                Certificate.parse(
                    Resigned.of(ROOT)
                        .replace(Extension.basicConstraints, true, new BasicConstraints(length))
                        .sign(AUTHORITY.rootKey)));
      }
    }

    @Test
    void C01_a_leaf_with_cA_or_a_path_length() {
      refused(
          Code.WRONG_ROLE,
          "cA",
          () ->
              Certificate.parse(
                  Resigned.of(STATEMENT)
                      .replace(Extension.basicConstraints, true, new BasicConstraints(true))
                      .sign(PROCESSOR.key)));
      refused(
          Code.WRONG_ROLE,
          "pathLen",
          () ->
              Certificate.parse(
                  Resigned.of(STATEMENT)
                      .replace(
                          Extension.basicConstraints, true, new DERSequence(new ASN1Integer(0)))
                      .sign(PROCESSOR.key)));
    }

    @Test
    void a_certificate_of_another_role_than_the_one_asked_for() {
      refused(Code.WRONG_ROLE, "role", () -> Certificate.parse(CHILD, Role.AUTHORITY));
      refused(Code.WRONG_ROLE, "role", () -> ProcessorCertificate.parse(ROOT));
      refused(Code.WRONG_ROLE, "role", () -> AttestationCertificate.parse(STATEMENT));
    }
  }

  @Nested
  class Issuing {
    @Test
    void an_intermediate_below_the_last_one_cannot_be_made() throws Exception {
      SigningKey key = p384();
      Authority second =
          new Authority(
              key,
              AUTHORITY.intermediate.certifyIntermediate("b", key.publicKey(), serial(), LONG));
      assertThrows(
          IllegalArgumentException.class,
          () -> second.certifyIntermediate("c", key.publicKey(), serial(), LONG));
    }

    @Test
    void a_software_processor_below_a_real_root_cannot_be_made_nor_the_other_way_round() {
      Authority real = Authority.root("real", false, p384(), serial(), LONG);
      assertFalse(real.isDevelopment());
      assertEquals("real", real.certificate().subject());
      ProcessorClaims hardware =
          new ProcessorClaims(
              new Platform("sev-snp"),
              PROCESSOR.claims.deviceId(),
              PROCESSOR.claims.version(),
              PROCESSOR.claims.softwareDigest(),
              1,
              PROCESSOR.claims.sealKeyDigest());
      VerifyingKey key = PROCESSOR.key.publicKey();
      assertThrows(
          IllegalArgumentException.class,
          () -> real.certifyProcessor(PROCESSOR.claims, key, serial(), LONG));
      assertThrows(
          IllegalArgumentException.class,
          () -> AUTHORITY.root.certifyProcessor(hardware, key, serial(), LONG));
      assertTrue(
          real.certifyProcessor(hardware, key, serial(), LONG).subject().startsWith("Processor "));
    }

    @Test
    void keys_and_certificates_that_do_not_belong_together() throws Exception {
      Certificate root = AUTHORITY.root.certificate();
      assertThrows(IllegalArgumentException.class, () -> new Authority(p384(), root));
      Certificate processor = PROCESSOR.certificate.certificate();
      assertThrows(IllegalArgumentException.class, () -> new Authority(PROCESSOR.key, processor));
      assertThrows(
          IllegalArgumentException.class, () -> new ProcessorSigner(p384(), PROCESSOR.certificate));
      assertThrows(IllegalArgumentException.class, () -> Auditor.certified(root, p384()));
      assertThrows(
          IllegalArgumentException.class, () -> Auditor.certified(root, AUTHORITY.rootKey));
      assertThrows(IllegalArgumentException.class, () -> Auditor.named("x", PROCESSOR.instanceKey));
    }

    @Test
    void serial_numbers_are_positive_and_not_longer_than_twenty_octets() {
      for (String hex : new String[] {"00".repeat(8), "ff".repeat(20), "80" + "00".repeat(15)}) {
        BigInteger number = CertificateRequest.positive(Bytes.fromHex(hex));
        assertEquals(1, number.signum());
        assertEquals(hex.length() / 2, number.toByteArray().length);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> CertificateRequest.positive(Bytes.fromHex("00".repeat(7))));
      assertThrows(
          IllegalArgumentException.class,
          () -> CertificateRequest.positive(Bytes.fromHex("00".repeat(21))));
    }

    @Test
    void dates_after_2049_are_written_and_read() throws Exception {
      Instant late = Instant.parse("2061-01-02T03:04:05Z");
      Validity validity = new Validity(NOW, late);
      Certificate root = Authority.root("x", true, p384(), serial(), validity).certificate();
      assertEquals(validity, Certificate.parse(root.der()).validity());
      assertThrows(
          IllegalArgumentException.class, () -> new Validity(NOW, NOW.minus(Duration.ofDays(1))));
    }

    @Test
    void names_that_are_no_names() {
      for (String name : new String[] {"", "a\nb", "é", "x".repeat(200)}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> Authority.root(name, false, p384(), serial(), LONG),
            name);
      }
    }
  }

  private static void reads(UnaryOperator<Resigned> change) {
    try {
      Certificate.parse(change.apply(Resigned.of(CHILD)).sign(AUTHORITY.intermediateKey));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void rejects(String problem, UnaryOperator<Resigned> change) {
    malformed(
        problem,
        () -> Certificate.parse(change.apply(Resigned.of(CHILD)).sign(AUTHORITY.intermediateKey)));
  }

  private static void wrong(String check, UnaryOperator<Resigned> change) {
    refused(
        Code.WRONG_ROLE,
        check,
        () -> Certificate.parse(change.apply(Resigned.of(CHILD)).sign(AUTHORITY.intermediateKey)));
  }

  /** The same certificate with (r, n-s) in the place of (r, s). */
  private static Bytes malleated(Bytes der) throws Exception {
    org.bouncycastle.asn1.x509.Certificate certificate =
        org.bouncycastle.asn1.x509.Certificate.getInstance(der.toArray());
    var rs =
        org.bouncycastle.asn1.ASN1Sequence.getInstance(
            ASN1Primitive.fromByteArray(certificate.getSignature().getOctets()));
    BigInteger n = SECNamedCurves.getByName("secp384r1").getN();
    BigInteger s = n.subtract(ASN1Integer.getInstance(rs.getObjectAt(1)).getValue());
    Bytes signature =
        Resigned.der(
            new DERSequence(
                new org.bouncycastle.asn1.ASN1Encodable[] {rs.getObjectAt(0), new ASN1Integer(s)}));
    return Resigned.of(der).withSignature(signature);
  }
}
