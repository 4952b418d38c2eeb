package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.RevocationList;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Vector;
import org.vouchsafe.attestation.testing.Vector.Operation;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;

/** What the {@code do:} lines of certificate.txt mean. */
final class CertificateVectorOperations {
  private CertificateVectorOperations() {}

  static Map<String, Operation> all() {
    Map<String, Operation> operations = new TreeMap<>();
    operations.put("certificate", CertificateVectorOperations::certificate);
    operations.put("audit-certificate", CertificateVectorOperations::audit);
    operations.put("revocation-list", CertificateVectorOperations::revocationList);
    operations.put("status", CertificateVectorOperations::status);
    operations.put("session-statement", CertificateVectorOperations::session);
    operations.put("invoke-statement", CertificateVectorOperations::invoke);
    operations.put(
        "evidence-claims", v -> same(v, EvidenceClaims.parse(v.bytes("input")).encode()));
    operations.put(
        "processor-claims", v -> same(v, ProcessorClaims.parse(v.bytes("input")).encode()));
    operations.put(
        "enrolment-request", v -> same(v, EnrolmentRequest.parse(v.bytes("input")).encode()));
    operations.put("verify", CertificateVectorOperations::verify);
    return operations;
  }

  private static Map<String, String> same(Vector vector, Bytes encoded) {
    assertEquals(vector.bytes("input"), encoded, "encodes back to itself");
    return Map.of();
  }

  private static Map<String, String> certificate(Vector vector)
      throws MalformedException, RefusedException {
    Certificate certificate = Certificate.parse(vector.bytes("input"));
    boolean signed = certificate.isSignedBy(VerifyingKey.parse(vector.bytes("key")));
    return Map.of(
        "role", certificate.role().name().toLowerCase(java.util.Locale.ROOT),
        "id", certificate.id().hex(),
        "keyId", certificate.keyId().hex(),
        "serial", certificate.serial().toString(16),
        "notBefore", certificate.validity().notBefore().toString(),
        "notAfter", certificate.validity().notAfter().toString(),
        "pathLength", Integer.toString(certificate.pathLength()),
        "signed", Boolean.toString(signed));
  }

  private static Map<String, String> audit(Vector vector) throws MalformedException {
    AuditCertificate audit = AuditCertificate.parse(vector.bytes("input"));
    return Map.of(
        "id", audit.id().hex(),
        "device", audit.device().hex(),
        "level", Integer.toString(audit.claims().level()),
        "from", audit.validity().notBefore().toString(),
        "to", audit.validity().notAfter().toString(),
        "signed", Boolean.toString(audit.isSignedBy(VerifyingKey.parse(vector.bytes("key")))));
  }

  private static Map<String, String> revocationList(Vector vector) throws MalformedException {
    RevocationList list = RevocationList.parse(vector.bytes("input"));
    return Map.of(
        "number", Long.toString(list.number()),
        "thisUpdate", list.thisUpdate().toString(),
        "nextUpdate", list.nextUpdate().toString(),
        "revoked",
            list.revoked().stream()
                .sorted()
                .map(serial -> serial.toString(16))
                .collect(Collectors.joining(" ")),
        "signed", Boolean.toString(list.isSignedBy(VerifyingKey.parse(vector.bytes("key")))));
  }

  private static Map<String, String> status(Vector vector) throws MalformedException {
    StatusStatement.Unverified status = StatusStatement.parse(vector.bytes("input"));
    return Map.of(
        "number", Long.toString(status.claimed().number()),
        "status", status.claimed().status().name().toLowerCase(java.util.Locale.ROOT),
        "subject", status.claimed().subject().hex(),
        "signed", Boolean.toString(status.isSignedBy(VerifyingKey.parse(vector.bytes("key")))));
  }

  private static Map<String, String> session(Vector vector)
      throws MalformedException, RefusedException {
    Statement.Session session =
        Statement.Session.verify(vector.bytes("input"), VerifyingKey.parse(vector.bytes("key")));
    return Map.of("transcript", session.transcript().hex());
  }

  private static Map<String, String> invoke(Vector vector)
      throws MalformedException, RefusedException {
    Statement.Invoke invoke =
        Statement.Invoke.verify(vector.bytes("input"), VerifyingKey.parse(vector.bytes("key")));
    return Map.of("keyId", invoke.keyId().hex());
  }

  /** The policy is fixed but for what the vector gives: software accepted, L0, two days. */
  private static Map<String, String> verify(Vector vector)
      throws MalformedException, RefusedException {
    Policy policy =
        Policy.builder()
            .root(vector.bytes("root"))
            .acceptUnprotectedDevelopmentProcessor()
            .minimumVersion(new SoftwareVersion("0.1.0"))
            .minimumSvn(1)
            .maxStatusAge(Duration.ofDays(2))
            .requireAudit(0, Duration.ofDays(2))
            .auditor(VerifyingKey.parse(vector.bytes("auditor")))
            .referenceValues(
                ReferenceValues.of(new ActivationStateId(vector.bytes("activationStateId"))))
            .build();
    AttestationResult result =
        new Verifier(policy)
            .verifyOffline(
                EvidenceBundle.parse(vector.bytes("input")), Instant.parse(vector.text("at")));
    return Map.of(
        "freshness", result.freshness().name(),
        "instanceKey", result.instanceKey().spki().hex(),
        "statementKey", result.statementKey().spki().hex(),
        "channelKeyId", Lp.sha384("VS-key", result.channelKey()).hex());
  }
}
