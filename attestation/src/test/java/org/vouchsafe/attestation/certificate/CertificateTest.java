package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.TestAuthority.LONG;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;
import static org.vouchsafe.attestation.testing.TestAuthority.p384;
import static org.vouchsafe.attestation.testing.TestAuthority.serial;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;

/** The profile of docs/spec/attestation-certificate.md §2, each rule broken once. */
/** What is read of a certificate, and what cannot be issued. */
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
