package org.vouchsafe.attestation.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Evidence that passed a policy. Only {@link Verifier} makes one, so whoever holds one holds keys
 * and claims out of verified evidence and from nowhere else.
 */
public final class AttestationResult {
  private final Evidence evidence;
  private final Freshness freshness;
  private final List<Certificate> chain;
  private final Optional<AuditCertificate> audit;
  private final Map<String, Long> highestNumbers;
  private final List<Check> checks;

  AttestationResult(
      Evidence evidence,
      Freshness freshness,
      List<Certificate> chain,
      Optional<AuditCertificate> audit,
      Map<String, Long> highestNumbers,
      List<Check> checks) {
    this.evidence = evidence;
    this.freshness = freshness;
    this.chain = List.copyOf(chain);
    this.audit = audit;
    this.highestNumbers = Map.copyOf(highestNumbers);
    this.checks = List.copyOf(checks);
  }

  /** What the processor certified. */
  public EvidenceClaims claims() {
    return evidence.claims();
  }

  /** What the authority certified about the processor. */
  public ProcessorClaims processor() {
    return evidence.processor().claims();
  }

  /** X-Wing public key of this handshake, 1,216 bytes, from the signed evidence. */
  public Bytes channelKey() {
    return evidence.claims().channelKey();
  }

  /** Subject key of the attestation certificate: the instance's in its epoch. */
  public VerifyingKey instanceKey() {
    return evidence.attestation().certificate().publicKey();
  }

  /** Subject key of the statement certificate: verifies the processor's signed statements. */
  public VerifyingKey statementKey() {
    return evidence.statement().publicKey();
  }

  /** The encoded client hello that the evidence was made for. */
  public Bytes m1() {
    return evidence.m1();
  }

  public ClientHello hello() {
    return evidence.hello();
  }

  /** The encoded server hello that was verified. */
  public Bytes m2() {
    return evidence.m2();
  }

  public Freshness freshness() {
    return freshness;
  }

  /** Attestation certificate first, trust anchor last. */
  public List<Certificate> chain() {
    return chain;
  }

  /** The audit that satisfied the policy; the best one where the policy does not insist. */
  public Optional<AuditCertificate> audit() {
    return audit;
  }

  /**
   * The highest number of each issuer's lists and statements, those of the policy included: to be
   * kept and given to the next policy ({@link Policy.Builder#highestNumbers}).
   */
  public Map<String, Long> highestNumbers() {
    return highestNumbers;
  }

  /** Everything that was looked at, in order. */
  public List<Check> checks() {
    return checks;
  }
}
