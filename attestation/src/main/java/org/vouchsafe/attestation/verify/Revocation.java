package org.vouchsafe.attestation.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.RevocationList;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.TrustChain;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Step "revocation": every list and statement is verified; whatever one of them revokes is revoked;
 * every certificate below an anchor needs a recent word of its issuer, and its absence refuses.
 */
final class Revocation {
  private final Chains chains;
  private final Policy policy;
  private final VerifiedSignatures signatures;
  private final Instant now;
  private final Optional<Bytes> nonce;
  private final Checks checks;
  private final List<StatusStatement> statements = new ArrayList<>();
  private final Map<String, Long> highest;

  private Revocation(
      Chains chains,
      Policy policy,
      VerifiedSignatures signatures,
      Instant now,
      Optional<Bytes> nonce,
      Checks checks) {
    this.chains = chains;
    this.policy = policy;
    this.signatures = signatures;
    this.now = now;
    this.nonce = nonce;
    this.checks = checks;
    this.highest = new HashMap<>(policy.highestNumbers());
  }

  /** Verifies who signed what; decides nothing yet. */
  static Revocation read(
      Chains chains,
      Policy policy,
      VerifiedSignatures signatures,
      Instant now,
      Freshness freshness,
      Checks checks)
      throws RefusedException {
    // Only a nonce that this client has just drawn makes a statement fresh by itself.
    Optional<Bytes> nonce =
        freshness == Freshness.FRESH
            ? Optional.of(chains.evidence().hello().nonceC())
            : Optional.empty();
    Revocation revocation = new Revocation(chains, policy, signatures, now, nonce, checks);
    checks.step("revocation");
    for (RevocationList list : chains.evidence().lists()) {
      revocation.read(list);
    }
    for (StatusStatement.Unverified statement : chains.evidence().statuses()) {
      revocation.read(statement);
    }
    return revocation;
  }

  /** The policy's numbers and the ones seen now, whichever are higher. */
  Map<String, Long> highestNumbers() {
    return Map.copyOf(highest);
  }

  void certificates() {
    for (TrustChain chain : chains.all()) {
      List<Certificate> path = chain.certificates();
      for (int i = 0; i < path.size(); i++) {
        boolean anchor = chain.anchored() && i == path.size() - 1;
        boolean needed = chain.anchored() && !chains.isPinned(path.get(0)) && !anchor;
        Optional<Certificate> issuer =
            i + 1 < path.size() ? Optional.of(path.get(i + 1)) : Optional.empty();
        certificate(path.get(i), issuer, needed);
      }
    }
    Bytes device = chains.evidence().processor().claims().deviceId().value();
    boolean revoked = statements(StatusStatement.Kind.DEVICE, device).anyMatch(Revocation::isBad);
    checks.policy(
        !revoked,
        Code.REVOKED,
        "status of the device",
        "not revoked",
        revoked ? "revoked" : "good");
  }

  /** What the auditors say of an audit: empty when nobody with {@code auditor} says anything. */
  Optional<StatusStatement> auditStatus(Bytes audit, KeyId auditor) {
    return statements(StatusStatement.Kind.AUDIT, audit)
        .filter(statement -> statement.issuer().equals(auditor))
        .max(Comparator.comparingLong(StatusStatement::number));
  }

  boolean isRecent(StatusStatement statement, Duration maxAge) {
    return isCurrent(key(statement), statement.number())
        && (isAnswer(statement) || isRecent(statement.thisUpdate(), maxAge));
  }

  private void certificate(Certificate certificate, Optional<Certificate> issuer, boolean needed) {
    List<RevocationList> lists =
        chains.evidence().lists().stream()
            .filter(list -> issuer.filter(list::names).isPresent())
            .toList();
    List<StatusStatement> about =
        statements(StatusStatement.Kind.CERTIFICATE, certificate.id())
            .filter(s -> issuer.filter(i -> i.keyId().equals(s.issuer())).isPresent())
            .toList();
    boolean revoked =
        lists.stream().anyMatch(list -> list.revoked().contains(certificate.serial()))
            || about.stream().anyMatch(Revocation::isBad);
    checks.policyFact(
        !revoked, Code.REVOKED, "status of " + certificate.subject(), "not revoked", "revoked");
    boolean recent =
        lists.stream().anyMatch(this::isRecent)
            || about.stream().anyMatch(s -> isRecent(s, policy.maxStatusAge()));
    if (needed) {
      checks.policy(
          recent,
          Code.STATUS_TOO_OLD,
          "age of the revocation status of " + certificate.subject(),
          "at most " + policy.maxStatusAge() + " at " + now + " by your clock",
          ages(lists, about));
    }
  }

  private static String ages(List<RevocationList> lists, List<StatusStatement> statements) {
    return Stream.concat(
            lists.stream().map(list -> "list of " + list.thisUpdate()),
            statements.stream().map(s -> "statement of " + s.thisUpdate()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("none was presented");
  }

  private void read(RevocationList list) throws RefusedException {
    Optional<Certificate> issuer = chains.authorities().stream().filter(list::names).findFirst();
    checks.authenticFact(
        issuer.isPresent()
            && signatures.verifies(issuer.get().publicKey(), list.der(), list::isSignedBy),
        Code.CHAIN_INVALID,
        "signature of the revocation list of " + list.issuer(),
        "one by an authority of the chain",
        issuer.isPresent() ? "another" : "by somebody who is not in the chain");
    notAhead("the revocation list of " + list.issuer(), list.thisUpdate());
    number("the revocation list of " + list.issuer(), key(list), list.number());
  }

  private void read(StatusStatement.Unverified statement) throws RefusedException {
    StatusStatement claimed = statement.claimed();
    String what = "the status of " + described(claimed.kind());
    boolean byAuditor = claimed.kind() == StatusStatement.Kind.AUDIT;
    if (byAuditor && policy.auditRule() instanceof Policy.Ignored) {
      return;
    }
    Optional<VerifyingKey> authority =
        chains.authorities().stream()
            .map(Certificate::publicKey)
            .filter(key -> key.id().equals(claimed.issuer()))
            .findFirst();
    Optional<VerifyingKey> auditor =
        auditors().filter(key -> key.id().equals(claimed.issuer())).findFirst();
    Optional<VerifyingKey> right = byAuditor ? auditor : authority;
    checks.authenticFact(
        right.isPresent() || (byAuditor ? authority : auditor).isEmpty(),
        Code.WRONG_ROLE,
        "issuer of " + what,
        byAuditor ? "an auditor" : "an authority",
        byAuditor ? "an authority" : "an auditor");
    if (byAuditor && right.isEmpty()) {
      // By an auditor whom the policy does not know: counts for nothing, like the audit it is
      // about.
      checks.note(false, "issuer of " + what, "an auditor of the policy", "another, not looked at");
      return;
    }
    checks.authenticFact(
        right.isPresent()
            && signatures.verifies(
                right.get(),
                Lp.lp(statement.content(), statement.signature()),
                statement::isSignedBy),
        Code.CHAIN_INVALID,
        "signature of " + what,
        byAuditor ? "one by an auditor of the policy" : "one by an authority of the chain",
        right.isPresent() ? "another" : "by unknown key " + claimed.issuer());
    if (!isAnswer(claimed)) {
      notAhead(what, claimed.thisUpdate());
    }
    number(what, key(claimed), claimed.number());
    statements.add(claimed);
  }

  /** Auditors by key and by certificate. */
  Stream<VerifyingKey> auditors() {
    return Stream.concat(policy.auditors().stream(), chains.auditors().stream());
  }

  private void notAhead(String what, Instant thisUpdate) {
    checks.policy(
        !thisUpdate.isAfter(now.plus(policy.clockSkew())),
        Code.STATUS_TOO_OLD,
        "date of " + what + " (the issuer's clock against yours)",
        "not after " + now,
        thisUpdate.toString());
  }

  private void number(String what, String key, long number) {
    long seen = policy.highestNumbers().getOrDefault(key, 0L);
    checks.policy(
        number >= seen,
        Code.STATUS_TOO_OLD,
        "number of " + what,
        seen == 0 ? "any, the first time" : "at least " + seen + ", which was seen before",
        Long.toString(number));
    highest.merge(key, number, Math::max);
  }

  private boolean isCurrent(String key, long number) {
    return number >= policy.highestNumbers().getOrDefault(key, 0L);
  }

  private boolean isRecent(RevocationList list) {
    return isCurrent(key(list), list.number())
        && isRecent(list.thisUpdate(), policy.maxStatusAge())
        && !now.isAfter(list.nextUpdate());
  }

  private boolean isRecent(Instant thisUpdate, Duration maxAge) {
    return !thisUpdate.isBefore(now.minus(maxAge));
  }

  /** An answer to this client's own nonce is as fresh as the exchange, whatever the clocks say. */
  private boolean isAnswer(StatusStatement statement) {
    return nonce.isPresent() && statement.nonce().equals(nonce);
  }

  private Stream<StatusStatement> statements(StatusStatement.Kind kind, Bytes subject) {
    return statements.stream().filter(s -> s.kind() == kind && s.subject().equals(subject));
  }

  private static boolean isBad(StatusStatement statement) {
    return statement.status() != StatusStatement.Status.GOOD;
  }

  private static String described(StatusStatement.Kind kind) {
    return switch (kind) {
      case CERTIFICATE -> "a certificate";
      case DEVICE -> "a device";
      case AUDIT -> "an audit";
    };
  }

  private static String key(RevocationList list) {
    return "list:" + list.issuerKeyId().hex();
  }

  private static String key(StatusStatement statement) {
    return "status:"
        + statement.issuer().hex()
        + ":"
        + statement.kind()
        + ":"
        + statement.subject().hex();
  }
}
