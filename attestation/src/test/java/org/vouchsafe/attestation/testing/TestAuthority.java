package org.vouchsafe.attestation.testing;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;

/**
 * A public fake for tests: a development root with an intermediate and an auditor, whose keys are
 * at hand, so that a test can change one thing and sign everything again.
 */
public final class TestAuthority {
  /** The time of all tests. */
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  public static final Validity LONG =
      new Validity(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(300)));

  private static final SecureRandom RANDOM = new SecureRandom();

  public final SigningKey rootKey = p384();
  public final SigningKey intermediateKey = p384();
  public final SigningKey auditorKey = p384();
  public final Authority root = Authority.root("test root", true, rootKey, serial(), LONG);
  public final Authority intermediate =
      new Authority(
          intermediateKey,
          root.certifyIntermediate(
              "test intermediate", intermediateKey.publicKey(), serial(), LONG));
  public final Auditor auditor = Auditor.named("test auditor", auditorKey);

  public static SigningKey p384() {
    return SigningKey.generate(SigningKey.Algorithm.P384, RANDOM);
  }

  public static Bytes random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  public static Bytes serial() {
    return random(16);
  }

  public TestProcessor processor() {
    return new TestProcessor(this, new SoftwareVersion("0.1.0"), 1);
  }

  public AuditCertificate audit(DeviceId device, int level) {
    return auditor.audit(device, auditClaims(level), serial(), LONG);
  }

  public static AuditClaims auditClaims(int level) {
    return new AuditClaims(
        level, "visual inspection", "hall 1", Lp.sha384("test", Bytes.utf8("report")));
  }

  /** A list without entries, of this minute. */
  public Bytes emptyList(Authority authority) {
    return list(authority, 7, NOW, Map.of());
  }

  public Bytes list(
      Authority authority, long number, Instant thisUpdate, Map<BigInteger, Instant> revoked) {
    return authority.revocationList(
        number, thisUpdate, thisUpdate.plus(Duration.ofDays(7)), revoked);
  }

  public Bytes goodStatus(AuditCertificate audit) {
    return auditor.status(audit, StatusStatement.Status.GOOD, 3, NOW, Optional.empty());
  }

  /** Everything that a careful client asks for, for a processor with an audit of level L0. */
  public Endorsements endorsements(TestProcessor processor) {
    AuditCertificate audit = audit(processor.claims.deviceId(), 0);
    return new Endorsements(
        List.of(processor.certificate.certificate().der(), intermediate.certificate().der()),
        List.of(audit.der()),
        List.of(emptyList(root), emptyList(intermediate)),
        List.of(goodStatus(audit)),
        List.of());
  }

  /** Accepts what this authority's processors show, and asks for an audit of level L0. */
  public Policy.Builder policy(ReferenceValues expected) {
    try {
      return Policy.builder()
          .root(root.certificate().der())
          .acceptUnprotectedDevelopmentProcessor()
          .minimumVersion(new SoftwareVersion("0.1.0"))
          .minimumSvn(1)
          .maxStatusAge(Duration.ofDays(2))
          .requireAudit(0, Duration.ofDays(2))
          .auditor(auditorKey.publicKey())
          .referenceValues(expected);
    } catch (MalformedException | RefusedException e) {
      throw new AssertionError(e);
    }
  }
}
