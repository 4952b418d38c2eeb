package org.vouchsafe.attestation.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.certificate.TrustChain;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Steps "chain" and "roles": the processor's certificate, every further one for the same key and
 * every auditor's, each with its issuers up to an anchor of the policy.
 */
final class Chains {
  private final Evidence evidence;
  private final Policy policy;
  private final VerifiedSignatures signatures;
  private final Instant now;
  private final Checks checks;
  private final List<TrustChain> all = new ArrayList<>();
  private final List<Certificate> strangers = new ArrayList<>();

  private Chains(
      Evidence evidence, Policy policy, VerifiedSignatures signatures, Instant now, Checks checks) {
    this.evidence = evidence;
    this.policy = policy;
    this.signatures = signatures;
    this.now = now;
    this.checks = checks;
  }

  static Chains toAnchor(
      Evidence evidence, Policy policy, VerifiedSignatures signatures, Instant now, Checks checks)
      throws RefusedException {
    Chains chains = new Chains(evidence, policy, signatures, now, checks);
    checks.step("chain");
    chains.leaf(evidence.attestation().certificate());
    chains.leaf(evidence.statement());
    chains.follow(evidence.issuer());
    for (Certificate certificate : evidence.presented()) {
      if (chains.isStranger(certificate)) {
        chains.note(certificate);
      } else if (chains.startsOwnChain(certificate)) {
        chains.follow(certificate);
      }
    }
    chains.nothingElse();
    return chains;
  }

  Evidence evidence() {
    return evidence;
  }

  List<TrustChain> all() {
    return all;
  }

  /** Attestation certificate first, anchor last. */
  List<Certificate> path() {
    return Stream.concat(
            Stream.of(evidence.attestation().certificate()), all.get(0).certificates().stream())
        .toList();
  }

  /** Keys of certified auditors. */
  List<VerifyingKey> auditors() {
    return all.stream()
        .map(TrustChain::first)
        .filter(first -> first.role() == Role.AUDITOR)
        .map(Certificate::publicKey)
        .toList();
  }

  /** Every authority below or at an anchor, the policy's own roots included. */
  List<Certificate> authorities() {
    return Stream.of(
            policy.roots().stream(),
            policy.auditorRoots().stream(),
            all.stream().flatMap(chain -> chain.certificates().stream()))
        .flatMap(certificates -> certificates)
        .filter(certificate -> certificate.role() == Role.AUTHORITY)
        .distinct()
        .toList();
  }

  /** Whether the policy trusts this key itself, whoever certified it. */
  boolean isPinned(Certificate certificate) {
    return switch (certificate.role()) {
      case PROCESSOR -> policy.processors().contains(certificate.keyId());
      case AUDITOR -> policy.auditors().contains(certificate.publicKey());
      case AUTHORITY, ATTESTATION, STATEMENT -> false;
    };
  }

  /** DESIGN §6: roles are separated by extended key usage, and each has its place. */
  void roles() throws RefusedException {
    checks.step("roles");
    role(evidence.issuer(), Role.PROCESSOR, "issuer of the attestation certificate");
    for (TrustChain chain : all) {
      boolean processor = chain.first().role() == Role.PROCESSOR;
      for (int i = 1; i < chain.certificates().size(); i++) {
        Certificate authority = chain.certificates().get(i);
        role(authority, Role.AUTHORITY, "issuer of " + chain.certificates().get(i - 1).subject());
        // RFC 5280 §4.2.1.9: issuing certificates between it and the end of the chain.
        int below = processor ? i : i - 1;
        checks.authentic(
            authority.pathLength() >= below,
            Code.CHAIN_INVALID,
            "path length of " + authority.subject(),
            "at least " + below,
            Integer.toString(authority.pathLength()));
        boolean development =
            processor
                ? evidence.processor().claims().platform().equals(Platform.SOFTWARE)
                : chain.certificates().get(1).isDevelopment();
        checks.authentic(
            authority.isDevelopment() == development,
            Code.WRONG_ROLE,
            "kind of authority " + authority.subject(),
            kind(development),
            kind(authority.isDevelopment()));
      }
    }
  }

  private static String kind(boolean development) {
    return development ? "for development" : "for processors with protection";
  }

  private void role(Certificate certificate, Role role, String what) throws RefusedException {
    checks.authentic(
        certificate.role() == role,
        Code.WRONG_ROLE,
        what,
        role.description(),
        certificate.role().description());
  }

  /** A further certificate of the processor's key, or an auditor's. */
  private boolean startsOwnChain(Certificate certificate) {
    return switch (certificate.role()) {
      case PROCESSOR ->
          certificate.publicKey().equals(evidence.issuer().publicKey())
              && !certificate.equals(evidence.issuer());
      case AUDITOR -> looksAtAudits();
      case AUTHORITY, ATTESTATION, STATEMENT -> false;
    };
  }

  /**
   * An auditor whom the policy does not know. The host conveys what it holds for all its clients;
   * what such an auditor says counts for nothing, as if it were not there.
   */
  private boolean isStranger(Certificate certificate) {
    return certificate.role() == Role.AUDITOR
        && !certificate.equals(evidence.issuer())
        && looksAtAudits()
        && !isPinned(certificate)
        && !chainOf(certificate).anchored();
  }

  private void note(Certificate stranger) {
    checks.note(
        false, "auditor " + stranger.subject(), "one of the policy's", "another, not looked at");
    strangers.addAll(chainOf(stranger).certificates());
  }

  private TrustChain chainOf(Certificate first) {
    List<Certificate> roots = first.role() == Role.AUDITOR ? policy.auditorRoots() : policy.roots();
    return TrustChain.follow(first, evidence.presented(), roots);
  }

  private boolean looksAtAudits() {
    return !(policy.auditRule() instanceof Policy.Ignored);
  }

  private void leaf(Certificate leaf) throws RefusedException {
    checks.authenticFact(
        leaf.names(evidence.issuer())
            && signatures.verifies(evidence.issuer().publicKey(), leaf.der(), leaf::isSignedBy),
        Code.CHAIN_INVALID,
        "signature of " + leaf.subject(),
        "one by " + evidence.issuer().subject(),
        "another");
    window(leaf, "the processor's clock against yours");
  }

  private void follow(Certificate first) throws RefusedException {
    TrustChain chain = chainOf(first);
    checks.authentic(
        chain.anchored() || isPinned(first),
        Code.CHAIN_INVALID,
        "anchor of " + first.subject(),
        "an anchor of the policy within " + TrustChain.MAX_CERTIFICATES + " certificates",
        "ends at " + chain.last().subject());
    List<Certificate> certificates = chain.certificates();
    for (int i = 0; i < certificates.size(); i++) {
      Certificate certificate = certificates.get(i);
      if (i + 1 < certificates.size()) {
        signature(certificate, certificates.get(i + 1));
      }
      window(certificate, "the authority's dates against your clock");
    }
    all.add(chain);
  }

  private void signature(Certificate child, Certificate parent) throws RefusedException {
    checks.authenticFact(
        signatures.verifies(parent.publicKey(), child.der(), child::isSignedBy),
        Code.CHAIN_INVALID,
        "signature of " + child.subject(),
        "one by " + parent.subject(),
        "another");
  }

  private void window(Certificate certificate, String clocks) throws RefusedException {
    boolean begun = !certificate.validity().notBefore().isAfter(now.plus(policy.clockSkew()));
    boolean ended = certificate.validity().notAfter().isBefore(now);
    checks.authentic(
        begun && !ended,
        Code.CHAIN_INVALID,
        "validity of " + certificate.subject() + " (" + clocks + ")",
        certificate.validity().toString(),
        now + (begun ? ended ? ", after its end" : "" : ", before its begin"));
  }

  /** Everything that is presented is verified: what belongs to no chain cannot be. */
  private void nothingElse() throws RefusedException {
    for (Certificate certificate : evidence.presented()) {
      boolean used =
          all.stream().anyMatch(chain -> chain.certificates().contains(certificate))
              || strangers.contains(certificate)
              || (certificate.role() == Role.AUDITOR && !looksAtAudits());
      checks.authenticFact(
          used,
          Code.CHAIN_INVALID,
          "place of " + certificate.subject(),
          "in a chain to an anchor",
          "in none");
    }
  }
}
