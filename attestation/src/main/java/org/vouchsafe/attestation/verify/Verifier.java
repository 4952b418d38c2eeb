package org.vouchsafe.attestation.verify;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;

/**
 * Decides whether evidence is authentic and is what a policy accepts. The steps, in order, are
 * those of {@code docs/spec/attestation-certificate.md} §8. Safe for use by several threads.
 */
public final class Verifier {
  private final Policy policy;
  private final VerifiedSignatures signatures;
  private final Consumer<Map<String, Long>> numbers;

  /** With nothing verified yet. */
  public Verifier(Policy policy) {
    this(policy, new VerifiedSignatures(), seen -> {});
  }

  private Verifier(
      Policy policy, VerifiedSignatures signatures, Consumer<Map<String, Long>> numbers) {
    this.policy = policy;
    this.signatures = signatures;
    this.numbers = numbers;
  }

  /** A verifier with another policy that need not verify again what this one has verified. */
  public Verifier with(Policy other) {
    return new Verifier(other, signatures, numbers);
  }

  /**
   * Has {@code listener} told the highest numbers ({@link AttestationResult#highestNumbers}) as
   * soon as lists and statements are authentic, also when the evidence is then refused: a
   * withdrawal that was seen once must not be forgotten because it was the reason to refuse.
   */
  public Verifier telling(Consumer<Map<String, Long>> listener) {
    return new Verifier(policy, signatures, listener);
  }

  public Policy policy() {
    return policy;
  }

  /**
   * Verifies the answer to a hello that this client has just sent.
   *
   * @param sent with nonces that were drawn for this exchange
   * @param m2 the server's hello as it came
   * @param now by the client's own clock
   * @throws RefusedException with at least one finding; one only, when something is not authentic
   * @throws MalformedException when something presented cannot be read
   */
  public AttestationResult verify(
      ClientHello sent, Bytes m2, Endorsements endorsements, Instant now)
      throws RefusedException, MalformedException {
    return appraise(Evidence.parse(sent, m2, endorsements), now, Freshness.FRESH);
  }

  /**
   * Verifies evidence from a file. Its hello was not sent by the caller, so what it asks for counts
   * for nothing, and freshness is not established.
   *
   * @param at the moment for which validity and ages are judged
   */
  public AttestationResult verifyOffline(EvidenceBundle bundle, Instant at)
      throws RefusedException, MalformedException {
    ClientHello hello = ClientHello.parse(bundle.m1());
    Evidence evidence = Evidence.parse(hello, bundle.m2(), bundle.endorsements());
    return appraise(evidence, at, Freshness.NOT_ESTABLISHED);
  }

  private AttestationResult appraise(Evidence evidence, Instant now, Freshness freshness)
      throws RefusedException {
    Checks checks = new Checks();
    EvidenceSteps claims = new EvidenceSteps(evidence, policy, freshness, checks);
    claims.versions();
    claims.freshness();
    Chains chains = Chains.toAnchor(evidence, policy, signatures, now, checks);
    chains.roles();
    Revocation revocation = Revocation.read(chains, policy, signatures, now, freshness, checks);
    numbers.accept(revocation.highestNumbers());
    revocation.certificates();
    Optional<AuditCertificate> audit =
        new Audits(chains, revocation, policy, signatures, now, checks).find();
    claims.platform();
    claims.softwareVersion();
    claims.equalsProcessor();
    ReferenceStep reference = new ReferenceStep(evidence, policy, freshness, checks);
    reference.state();
    reference.reference();
    reference.binding();
    reference.lineage();
    checks.end();
    return new AttestationResult(
        evidence, freshness, chains.path(), audit, revocation.highestNumbers(), checks.list());
  }
}
