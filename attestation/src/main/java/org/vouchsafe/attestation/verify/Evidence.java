package org.vouchsafe.attestation.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AttestationCertificate;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.RevocationList;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.Parameters;

/**
 * Everything that was presented, parsed whole before any of it is used. Nothing in it has been
 * verified.
 *
 * @param proposed what the hello asks a pooled area to be bound to
 * @param issuer the presented certificate that the attestation certificate names as its issuer,
 *     whatever its role
 * @param issuingProcessor the same, when its role is the right one
 */
record Evidence(
    Bytes m1,
    ClientHello hello,
    Optional<Parameters> proposed,
    Bytes m2,
    ServerHello answer,
    AttestationCertificate attestation,
    Certificate statement,
    Certificate issuer,
    Optional<ProcessorCertificate> issuingProcessor,
    List<Certificate> presented,
    List<AuditCertificate> audits,
    List<RevocationList> lists,
    List<StatusStatement.Unverified> statuses,
    int collateral) {

  static Evidence parse(ClientHello hello, Bytes m2, Endorsements endorsements)
      throws MalformedException, RefusedException {
    ServerHello answer = ServerHello.parse(m2);
    AttestationCertificate attestation =
        AttestationCertificate.parse(answer.attestationCertificate());
    List<Certificate> presented = new ArrayList<>();
    for (Bytes der : endorsements.chain()) {
      presented.add(Certificate.parse(der));
    }
    List<AuditCertificate> audits = new ArrayList<>();
    for (Bytes der : endorsements.audits()) {
      audits.add(AuditCertificate.parse(der));
    }
    List<RevocationList> lists = new ArrayList<>();
    for (Bytes der : endorsements.crls()) {
      lists.add(RevocationList.parse(der));
    }
    List<StatusStatement.Unverified> statuses = new ArrayList<>();
    for (Bytes signed : endorsements.status()) {
      statuses.add(StatusStatement.parse(signed));
    }
    Optional<Parameters> proposed =
        hello.bind().isPresent() ? Optional.of(hello.bind().get().read()) : Optional.empty();
    Certificate issuer = issuerOf(attestation.certificate(), presented);
    return new Evidence(
        hello.encode(),
        hello,
        proposed,
        m2,
        answer,
        attestation,
        Certificate.parse(answer.statementCertificate(), Role.STATEMENT),
        issuer,
        issuer.role() == Role.PROCESSOR
            ? Optional.of(ProcessorCertificate.of(issuer))
            : Optional.empty(),
        List.copyOf(presented),
        List.copyOf(audits),
        List.copyOf(lists),
        List.copyOf(statuses),
        endorsements.collateral().size());
  }

  EvidenceClaims claims() {
    return attestation.claims();
  }

  /** The role of {@link #issuer} is checked before this is called. */
  ProcessorCertificate processor() {
    return issuingProcessor.orElseThrow();
  }

  private static Certificate issuerOf(Certificate attestation, List<Certificate> presented)
      throws RefusedException {
    for (Certificate candidate : presented) {
      if (attestation.names(candidate)) {
        return candidate;
      }
    }
    throw RefusedException.of(
        Code.CHAIN_INVALID,
        "issuer of the attestation certificate",
        "its certificate in the chain: " + attestation.issuer(),
        "not among the " + presented.size() + " that were presented");
  }
}
