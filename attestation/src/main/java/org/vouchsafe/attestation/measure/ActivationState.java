package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/** What is in an area at the moment it is activated, and nothing else is. */
public sealed interface ActivationState {
  /** For one owner: loader and parameters were placed together. */
  record MadeToOrder(Loader loader, Parameters parameters) implements ActivationState {
    @Override
    public ActivationStateId id() {
      return identify(loader, parameters.encode());
    }
  }

  /** From a warm pool: the loader alone; bound once, later, by the first valid claim. */
  record Unbound(Loader loader) implements ActivationState {
    // Encoded parameters are a CBOR map and begin with another byte, so this is none of them.
    private static final Bytes UNBOUND = Bytes.utf8("unbound");

    @Override
    public ActivationStateId id() {
      return identify(loader, UNBOUND);
    }
  }

  Loader loader();

  ActivationStateId id();

  private static ActivationStateId identify(Loader loader, Bytes parameters) {
    return new ActivationStateId(
        Lp.sha384("VS-activation", Bytes.utf8("zeroed"), loader.digest(), parameters));
  }
}
