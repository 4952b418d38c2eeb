package org.vouchsafe.processor.area;

import java.security.SecureRandom;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.AreaHandshake;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.message.InvokeKey;

/**
 * What an area is: activated with what, bound to whom, claimed or not. Evidence and statements are
 * made from this and from nothing else. Guarded by its area's lock.
 */
final class Standing {
  static final long FIRST_EPOCH = 1;

  private final ActivationState activation;
  private final Bytes instanceId;
  private Optional<Bound> bound;
  private Optional<Lineage> lineage = Optional.empty();
  private Optional<InvokeKey> invokeKey = Optional.empty();
  private long generation;
  private boolean destroyed;

  /**
   * @throws RefusedException UNSUPPORTED_VERSION, TOO_LARGE for parameters that are not supported
   */
  Standing(ActivationState activation, Bytes instanceId) throws RefusedException {
    this.activation = activation;
    this.instanceId = instanceId;
    this.bound =
        activation instanceof ActivationState.MadeToOrder(Loader loader, Parameters parameters)
            ? Optional.of(Bound.of(loader, parameters))
            : Optional.empty();
  }

  ActivationState activation() {
    return activation;
  }

  Bytes instanceId() {
    return instanceId;
  }

  AreaState state() {
    if (bound.isEmpty()) {
      return AreaState.UNBOUND;
    }
    return lineage.isEmpty() ? AreaState.UNCLAIMED : AreaState.HOLDER;
  }

  Optional<EnvironmentId> environmentId() {
    return bound.map(Bound::environmentId);
  }

  /** What an area that is bound or is being bound is bound to. */
  Bound bound() {
    return bound.orElseThrow(() -> new IllegalStateException("an unbound area serves nobody"));
  }

  long generation() {
    return generation;
  }

  Ownership ownership() {
    return ownership(bound());
  }

  /** As it is, or as it would be with this binding. */
  Ownership ownership(Bound to) {
    return new Ownership(to.parameters().ownerKey(), lineage, generation);
  }

  /**
   * What evidence shows as binding.
   *
   * @param proposed by the client's hello
   * @throws RefusedException ALREADY_BOUND, BINDING_MISMATCH when this area is bound to another
   */
  Optional<Bound> shown(Optional<Bound> proposed) throws RefusedException {
    if (bound.isPresent()
        && proposed.isPresent()
        && !bound.get().binding().equals(proposed.get().binding())) {
      throw RefusedException.of(
          activation instanceof ActivationState.Unbound
              ? Code.ALREADY_BOUND
              : Code.BINDING_MISMATCH,
          "binding",
          bound.get().binding().hex(),
          proposed.get().binding().hex());
    }
    return proposed.isPresent() ? proposed : bound;
  }

  /** The owner's first session: binds, where nothing was bound, and claims the first epoch. */
  void claim(Bound to, Lineage life, SecureRandom random) {
    if (lineage.isEmpty()) {
      bound = Optional.of(to);
      lineage = Optional.of(life);
      invokeKey = Optional.of(InvokeKey.generate(life, FIRST_EPOCH, random));
    }
  }

  /**
   * @throws RefusedException CONFLICT for a generation that is not higher
   */
  void raiseGeneration(long least) throws RefusedException {
    if (least <= generation) {
      throw RefusedException.of(Code.CONFLICT, "generation", "more than " + generation, "" + least);
    }
    generation = least;
  }

  /**
   * @throws RefusedException CONFLICT before the claim
   */
  InvokeKey invokeKey() throws RefusedException {
    return invokeKey.orElseThrow(
        () ->
            RefusedException.of(Code.CONFLICT, "environment", "a claimed one", "an unclaimed one"));
  }

  EvidenceClaims claims(
      AreaHandshake handshake,
      Optional<Bound> proposed,
      Optional<Workload.Loaded> program,
      Certification own)
      throws RefusedException {
    Optional<Bound> shown = shown(proposed);
    ProcessorClaims processor = own.signer().certificate().claims();
    return new EvidenceClaims(
        processor.platform(),
        processor.deviceId(),
        processor.version(),
        processor.svn(),
        activation.id(),
        activation.loader().digest(),
        shown.map(Bound::environmentId),
        shown.map(Bound::binding),
        lineage,
        instanceId,
        state(),
        lineage.isPresent() ? FIRST_EPOCH : 0,
        0,
        // Until there are checkpoints, the head of a lineage is its beginning.
        lineage.map(life -> life.genesisHead(bound().environmentId())),
        program.map(Workload.Loaded::programDigest),
        program.flatMap(Workload.Loaded::signer),
        program.map(Workload.Loaded::launchDigest),
        shown.map(to -> to.parameters().authority()),
        own.auditUri(),
        handshake.suite(),
        handshake.channelKey(),
        EvidenceClaims.helloDigest(handshake.m1()),
        handshake.nonceE());
  }

  /** What the processor says at the end of a handshake that claims or attaches. */
  Statement.Session session(
      Bound to, Lineage life, Optional<Workload.Loaded> program, Bytes transcript) {
    return new Statement.Session(
        activation.id(),
        to.environmentId(),
        to.binding(),
        life,
        instanceId,
        AreaState.HOLDER,
        FIRST_EPOCH,
        0,
        life.genesisHead(to.environmentId()),
        program.map(Workload.Loaded::programDigest),
        program.map(Workload.Loaded::launchDigest),
        to.parameters().authority(),
        transcript);
  }

  Statement.Invoke invoke(Optional<Workload.Loaded> program) throws RefusedException {
    return new Statement.Invoke(
        bound().environmentId(),
        lineage.orElseThrow(),
        instanceId,
        FIRST_EPOCH,
        program.map(Workload.Loaded::programDigest),
        invokeKey().publicKey());
  }

  /**
   * @throws RefusedException NOT_FOUND after the end
   */
  void requireAlive() throws RefusedException {
    if (destroyed) {
      throw RefusedException.of(Code.NOT_FOUND, "area", "one that is there", "one that ended");
    }
  }

  void destroy() {
    destroyed = true;
    invokeKey.ifPresent(InvokeKey::close);
    invokeKey = Optional.empty();
  }
}
