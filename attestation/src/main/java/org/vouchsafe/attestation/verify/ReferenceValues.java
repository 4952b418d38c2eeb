package org.vouchsafe.attestation.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What an environment must be for this client: at least one activation state or signer, and what
 * the client already knows of its life. Immutable.
 */
public final class ReferenceValues {
  /** One acceptable environment. */
  sealed interface Reference {
    /** For people. */
    String description();
  }

  /** By what is in it: the identifier, and owner and parameters where the client knows them. */
  record State(
      ActivationStateId id,
      Optional<VerifyingKey> owner,
      Optional<Binding> binding,
      Optional<EnvironmentId> environment)
      implements Reference {
    @Override
    public String description() {
      return id.hex();
    }
  }

  /** By who signed the program that runs under a loader. */
  record Signed(Bytes loaderDigest, KeyId signer, long minVersion) implements Reference {
    @Override
    public String description() {
      return "a program signed by " + signer.hex() + ", version " + minVersion + " or later";
    }
  }

  /**
   * What the client saw last of a lineage.
   *
   * @param instanceId 32 bytes
   * @param head 48 bytes
   */
  public record Pin(long epoch, Bytes instanceId, long seq, Bytes head) {
    /** What to remember of evidence about a claimed environment. */
    public static Pin of(EvidenceClaims claims) {
      return new Pin(
          claims.epoch(), claims.instanceId(), claims.seq(), claims.head().orElseThrow());
    }
  }

  private final List<Reference> references;
  private final Optional<Lineage> lineage;
  private final Optional<Pin> pin;

  private ReferenceValues(Builder builder) {
    this.references = List.copyOf(builder.references);
    this.lineage = builder.lineage;
    this.pin = builder.pin;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** An environment made to order: everything about it is known. */
  public static ReferenceValues madeToOrder(Loader loader, Parameters parameters) {
    return builder().madeToOrder(loader, parameters).build();
  }

  /** An area from a warm pool, to be bound or bound already to these parameters. */
  public static ReferenceValues pooled(Loader loader, Parameters parameters) {
    return builder().pooled(loader, parameters).build();
  }

  /** An identifier that somebody gave to the client. */
  public static ReferenceValues of(ActivationStateId id) {
    return builder().activationState(id).build();
  }

  List<Reference> references() {
    return references;
  }

  Optional<Lineage> lineage() {
    return lineage;
  }

  Optional<Pin> pin() {
    return pin;
  }

  /** Collects them; each adds an alternative. */
  public static final class Builder {
    private final List<Reference> references = new ArrayList<>();
    private Optional<Lineage> lineage = Optional.empty();
    private Optional<Pin> pin = Optional.empty();

    private Builder() {}

    public Builder madeToOrder(Loader loader, Parameters parameters) {
      return state(new ActivationState.MadeToOrder(loader, parameters).id(), loader, parameters);
    }

    public Builder pooled(Loader loader, Parameters parameters) {
      return state(new ActivationState.Unbound(loader).id(), loader, parameters);
    }

    /** By identifier alone: owner and binding are then what the identifier says, unread. */
    public Builder activationState(ActivationStateId id) {
      references.add(new State(id, Optional.empty(), Optional.empty(), Optional.empty()));
      return this;
    }

    /** Whatever runs under {@code loader} and was signed by {@code signer}. */
    public Builder signer(Loader loader, KeyId signer, long minVersion) {
      references.add(new Signed(loader.digest(), signer, minVersion));
      return this;
    }

    /** The life of the environment that the client means; needed to attach by identifier alone. */
    public Builder lineage(Lineage value) {
      lineage = Optional.of(value);
      return this;
    }

    /** What the client saw last of this lineage: it must not have gone back, nor forked. */
    public Builder pinned(Lineage value, Pin last) {
      pin = Optional.of(last);
      return lineage(value);
    }

    /**
     * @throws IllegalStateException when there is nothing to compare with
     */
    public ReferenceValues build() {
      if (references.isEmpty()) {
        throw new IllegalStateException("reference values need an activation state or a signer");
      }
      return new ReferenceValues(this);
    }

    private Builder state(ActivationStateId id, Loader loader, Parameters parameters) {
      Binding binding = parameters.binding();
      references.add(
          new State(
              id,
              Optional.of(parameters.ownerKey()),
              Optional.of(binding),
              Optional.of(EnvironmentId.of(loader, binding))));
      return this;
    }
  }
}
