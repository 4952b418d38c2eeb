package org.vouchsafe.attestation.certificate;

import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;

import java.math.BigInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
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
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;

/** The profile of docs/spec/attestation-certificate.md §2, each rule broken once. */
/** The profile of docs/spec/attestation-certificate.md §2, each rule broken once. */
class CertificateProfileTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final Bytes ROOT = AUTHORITY.root.certificate().der();
  private static final Bytes CHILD = PROCESSOR.certificate.certificate().der();
  private static final Bytes STATEMENT = PROCESSOR.statementCertificate();

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
}
