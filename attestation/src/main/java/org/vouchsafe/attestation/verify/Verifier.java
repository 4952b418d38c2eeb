package org.vouchsafe.attestation.verify;

import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;

/** Skeleton. */
public final class Verifier {
  private final Policy policy;

  public Verifier(Policy policy) {
    this.policy = policy;
  }

  /** A verifier for another environment that shares what this one has already verified. */
  public Verifier with(Policy other) {
    return new Verifier(other);
  }

  public Policy policy() {
    return policy;
  }

  public AttestationResult verify(
      ClientHello sent, Bytes m2, Endorsements endorsements, Instant now)
      throws RefusedException, MalformedException {
    Evidence evidence = Evidence.parse(sent, m2, endorsements);
    throw RefusedException.of(
        org.vouchsafe.attestation.Code.UNAVAILABLE, "verifier", "built", evidence + " " + now);
  }

  public AttestationResult verifyOffline(EvidenceBundle bundle, Instant at)
      throws RefusedException, MalformedException {
    return verify(ClientHello.parse(bundle.m1()), bundle.m2(), bundle.endorsements(), at);
  }
}
