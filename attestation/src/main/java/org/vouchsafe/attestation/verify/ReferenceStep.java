package org.vouchsafe.attestation.verify;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Steps "reference values" and "binding": is this the environment that the client means, in the
 * state that the client is here for, bound to its owner, and not gone back in time?
 */
final class ReferenceStep {
  private final Evidence evidence;
  private final EvidenceClaims claims;
  private final ClientHello hello;
  private final ReferenceValues values;
  private final boolean live;
  private final Checks checks;

  ReferenceStep(Evidence evidence, Policy policy, Freshness freshness, Checks checks) {
    this.evidence = evidence;
    this.claims = evidence.claims();
    this.hello = evidence.hello();
    this.values = policy.referenceValues();
    // What a hello out of a file asks for was somebody else's wish: it is no expectation of ours.
    this.live = freshness == Freshness.FRESH;
    this.checks = checks;
  }

  void state() {
    checks.step("state");
    switch (hello.mode()) {
      case CLAIM -> {
        AreaState expected = hello.bind().isPresent() ? AreaState.UNBOUND : AreaState.UNCLAIMED;
        checks.policy(
            claims.state() == expected,
            expected == AreaState.UNCLAIMED && claims.state() == AreaState.UNBOUND
                ? Code.BINDING_MISMATCH
                : Code.ALREADY_BOUND,
            "state of the area, to claim it",
            expected.toString(),
            claims.state().toString());
      }
      case ATTACH, RESTORE ->
          checks.policy(
              claims.state() == AreaState.HOLDER,
              Code.NOT_HOLDER,
              "state of the area, to attach to it",
              AreaState.HOLDER.toString(),
              claims.state().toString());
    }
  }

  void reference() {
    checks.step("reference values");
    boolean accepted =
        values.references().stream()
            .anyMatch(
                reference ->
                    switch (reference) {
                      case ReferenceValues.State state ->
                          state.id().equals(claims.activationStateId());
                      case ReferenceValues.Signed signed -> isSigned(signed);
                    });
    checks.policy(
        accepted,
        Code.MEASUREMENT_MISMATCH,
        "activation state",
        values.references().stream()
            .map(ReferenceValues.Reference::description)
            .reduce((a, b) -> a + " or " + b)
            .orElseThrow(),
        claims.activationStateId().hex()
            + claims
                .signer()
                .map(s -> ", program signed by " + s.key() + ", version " + s.version())
                .orElse(""));
  }

  void binding() {
    checks.step("binding");
    Optional<Bytes> environment =
        claims
            .binding()
            .map(binding -> Lp.sha384("VS-env", claims.loaderDigest(), binding.value()));
    checks.policy(
        claims.environmentId().isPresent()
            && claims.environmentId().map(id -> id.value()).equals(environment),
        Code.BINDING_MISMATCH,
        "environment, computed from loader and binding",
        environment.map(Bytes::hex).orElse("a binding"),
        claims.environmentId().map(id -> id.hex()).orElse("unbound"));
    proposed().ifPresent(binding -> equal("binding that the client proposed", binding));
    List<ReferenceValues.State> known =
        matching().filter(state -> state.binding().isPresent()).toList();
    if (!known.isEmpty()) {
      boolean equal = known.stream().anyMatch(this::isBoundAs);
      checks.policy(
          equal,
          Code.BINDING_MISMATCH,
          "binding to owner and parameters",
          known.get(0).binding().map(Binding::hex).orElseThrow(),
          claims.binding().map(Binding::hex).orElse("unbound"));
    } else if (isPooled() && proposed().isEmpty() && !acceptedBySigner()) {
      // The identifier of a pooled area says nothing about what it was bound to later.
      checks.policy(
          false,
          Code.BINDING_MISMATCH,
          "binding of a pooled area",
          "owner and parameters in the reference values",
          "nothing to compare with " + claims.binding().map(Binding::hex).orElse("unbound"));
    } else if (proposed().isEmpty()) {
      checks.note(
          true,
          "binding to owner and parameters",
          isPooled() ? "any, since the program's signer is accepted" : "in the activation state",
          claims.binding().map(Binding::hex).orElse("unbound"));
    }
  }

  void lineage() {
    checks.step("lineage");
    if (claims.state() == AreaState.HOLDER) {
      Optional<Lineage> expected = values.lineage().or(this::lineageOfOwner);
      if (expected.isPresent() || live) {
        checks.policy(
            expected.equals(claims.lineage()),
            Code.BINDING_MISMATCH,
            "lineage",
            expected.map(Lineage::hex).orElse("one in the reference values, to attach"),
            claims.lineage().map(Lineage::hex).orElse("none"));
      } else {
        checks.note(
            false,
            "lineage",
            "not compared: your reference values name none",
            claims.lineage().map(Lineage::hex).orElse("none"));
      }
    }
    values.pin().ifPresent(this::pin);
  }

  /** PROTOCOL §3: the client pins epoch to instance; a state never goes back and never forks. */
  private void pin(ReferenceValues.Pin pin) {
    checks.policy(
        claims.epoch() >= pin.epoch(),
        Code.EPOCH_SUPERSEDED,
        "epoch",
        "at least " + pin.epoch(),
        Long.toString(claims.epoch()));
    if (claims.epoch() != pin.epoch()) {
      return;
    }
    checks.policy(
        claims.instanceId().equals(pin.instanceId()),
        Code.NOT_HOLDER,
        "instance in epoch " + pin.epoch(),
        pin.instanceId().hex(),
        claims.instanceId().hex());
    checks.policy(
        claims.seq() >= pin.seq(),
        Code.NOT_HOLDER,
        "sequence in epoch " + pin.epoch(),
        "at least " + pin.seq(),
        Long.toString(claims.seq()));
    if (claims.seq() == pin.seq()) {
      checks.policy(
          claims.head().filter(pin.head()::equals).isPresent(),
          Code.NOT_HOLDER,
          "head at sequence " + pin.seq(),
          pin.head().hex(),
          claims.head().map(Bytes::hex).orElse("none"));
    }
  }

  private void equal(String what, Binding expected) {
    checks.policy(
        claims.binding().filter(expected::equals).isPresent(),
        Code.BINDING_MISMATCH,
        what,
        expected.hex(),
        claims.binding().map(Binding::hex).orElse("unbound"));
  }

  private Stream<ReferenceValues.State> matching() {
    return values.references().stream()
        .filter(ReferenceValues.State.class::isInstance)
        .map(ReferenceValues.State.class::cast)
        .filter(state -> state.id().equals(claims.activationStateId()));
  }

  private boolean isBoundAs(ReferenceValues.State state) {
    return state.binding().equals(claims.binding())
        && state.environment().equals(claims.environmentId());
  }

  private boolean isSigned(ReferenceValues.Signed expected) {
    return expected.loaderDigest().equals(claims.loaderDigest())
        && claims
            .signer()
            .filter(
                found ->
                    found.key().equals(expected.signer())
                        && found.version() >= expected.minVersion())
            .isPresent();
  }

  private boolean acceptedBySigner() {
    return values.references().stream()
        .anyMatch(r -> r instanceof ReferenceValues.Signed signed && isSigned(signed));
  }

  private boolean isPooled() {
    return claims
        .activationStateId()
        .value()
        .equals(
            Lp.sha384(
                "VS-activation",
                Bytes.utf8("zeroed"),
                claims.loaderDigest(),
                Bytes.utf8("unbound")));
  }

  /** What this client asked the area to be bound to. */
  private Optional<Binding> proposed() {
    return live ? evidence.proposed().map(Binding::of) : Optional.empty();
  }

  private Optional<Lineage> lineageOfOwner() {
    Optional<VerifyingKey> owner = matching().flatMap(state -> state.owner().stream()).findFirst();
    return live ? owner.map(key -> Lineage.of(key, hello.lineageNonce())) : Optional.empty();
  }
}
