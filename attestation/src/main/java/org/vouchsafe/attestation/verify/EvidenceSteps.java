package org.vouchsafe.attestation.verify;

import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.FreshnessAuthority;

/** Steps about the evidence itself and the processor that made it. */
final class EvidenceSteps {
  private final Evidence evidence;
  private final EvidenceClaims claims;
  private final Policy policy;
  private final Freshness freshness;
  private final Checks checks;

  EvidenceSteps(Evidence evidence, Policy policy, Freshness freshness, Checks checks) {
    this.evidence = evidence;
    this.claims = evidence.claims();
    this.policy = policy;
    this.freshness = freshness;
    this.checks = checks;
  }

  /** What the formats can say and this verifier cannot judge yet is refused, never skipped. */
  void versions() throws RefusedException {
    checks.step("versions");
    int suite = evidence.answer().suite();
    checks.authentic(
        suite == ClientHello.SUITE_1
            && evidence.hello().suites().contains(suite)
            && claims.suite() == suite,
        Code.UNSUPPORTED_VERSION,
        "cipher suite",
        "1, offered, chosen and certified",
        "offered "
            + evidence.hello().suites()
            + ", chosen "
            + suite
            + ", certified "
            + claims.suite());
    checks.authenticFact(
        evidence.hello().mode() != ClientHello.Mode.RESTORE,
        Code.UNSUPPORTED_VERSION,
        "mode",
        "claim or attach",
        evidence.hello().mode().toString());
    checks.authenticFact(
        evidence.collateral() == 0
            && !evidence.attestation().certificate().carriesHardwareEvidence()
            && evidence.presented().stream().noneMatch(c -> c.carriesHardwareEvidence()),
        Code.UNSUPPORTED_VERSION,
        "hardware evidence and collateral",
        "none",
        "present, and it cannot be verified yet");
    checks.authenticFact(
        claims.authority().stream().allMatch(FreshnessAuthority.Owner.class::isInstance),
        Code.UNSUPPORTED_VERSION,
        "freshness authority",
        "the owner",
        "another kind, not supported yet");
  }

  /** PROTOCOL §2: freshness comes from the nonce only; M1 with its nonce is hashed into it. */
  void freshness() throws RefusedException {
    checks.step("freshness");
    checks.authentic(
        claims.helloDigest().equals(EvidenceClaims.helloDigest(evidence.m1())),
        Code.STALE_NONCE,
        "digest of the client's hello",
        EvidenceClaims.helloDigest(evidence.m1()).hex(),
        claims.helloDigest().hex());
    checks.authentic(
        claims.nonceE().equals(evidence.answer().nonceE()),
        Code.STALE_NONCE,
        "nonce of the processor",
        evidence.answer().nonceE().hex(),
        claims.nonceE().hex());
    checks.note(
        freshness == Freshness.FRESH,
        "made for a question just asked",
        "a live exchange",
        freshness == Freshness.FRESH ? "a live exchange" : "a file: freshness not established");
  }

  void platform() {
    checks.step("platform");
    ProcessorClaims processor = evidence.processor().claims();
    boolean software = processor.platform().equals(Platform.SOFTWARE);
    checks.policy(
        policy.platforms().contains(processor.platform()),
        Code.PLATFORM_NOT_ALLOWED,
        "platform",
        "one of " + policy.platforms(),
        processor.platform() + (software ? " (an unprotected development processor)" : ""));
    // A policy may name hardware that this verifier cannot judge yet: no evidence, no trust.
    checks.policyFact(
        software,
        Code.PLATFORM_NOT_ALLOWED,
        "evidence of the platform",
        software ? "none, for a processor that claims nothing" : "hardware evidence",
        "not supported yet");
  }

  void softwareVersion() {
    checks.step("version");
    ProcessorClaims processor = evidence.processor().claims();
    checks.policy(
        processor.version().compareTo(policy.minimumVersion()) >= 0,
        Code.VERSION_TOO_LOW,
        "processor software version",
        "at least " + policy.minimumVersion(),
        processor.version().text());
    checks.policy(
        processor.svn() >= policy.minimumSvn(),
        Code.VERSION_TOO_LOW,
        "security version number",
        "at least " + policy.minimumSvn(),
        Long.toString(processor.svn()));
  }

  /** The processor must not speak of another, and must be the one that was asked for. */
  void equalsProcessor() {
    checks.step("evidence");
    ProcessorClaims processor = evidence.processor().claims();
    equal("platform", processor.platform(), claims.platform());
    equal("device", processor.deviceId(), claims.deviceId());
    equal("software version", processor.version(), claims.processorVersion());
    equal("security version number", processor.svn(), claims.svn());
    evidence
        .hello()
        .wantDevice()
        .ifPresent(
            wanted ->
                checks.policy(
                    wanted.equals(claims.deviceId().value()),
                    Code.DEVICE_MISMATCH,
                    "device that was asked for",
                    wanted.hex(),
                    claims.deviceId().hex()));
  }

  private void equal(String what, Object certified, Object claimed) {
    checks.policy(
        certified.equals(claimed),
        Code.CHAIN_INVALID,
        what + " in the evidence, as in the processor certificate",
        certified.toString(),
        claimed.toString());
  }
}
