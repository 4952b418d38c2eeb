package org.vouchsafe.host.environment;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;

/**
 * What an environment was asked to be, after it was read and found supported.
 *
 * @param parameters encoded; empty for an unbound area
 * @param activationStateId 48 bytes, computed by the host for its lists
 * @param environmentId 48 bytes; empty for an unbound area
 */
record Specification(
    Optional<String> name,
    String loader,
    Optional<Bytes> parameters,
    Bytes activationStateId,
    Optional<Bytes> environmentId,
    boolean pooled) {
  private static final int MAX_NAME = 100;

  /**
   * @throws RefusedException MALFORMED, TOO_LARGE, UNSUPPORTED_VERSION, LOADER_NOT_SUPPORTED
   */
  static Specification of(EstablishRequest request) throws RefusedException {
    requireName(request.name());
    Loader loader = loader(request.loader());
    if (request.pool() == request.parameters().isPresent()) {
      throw RefusedException.of(
          Code.MALFORMED,
          "parameters",
          request.pool() ? "none: the client's hello names them" : "the encoded parameters",
          request.pool() ? "parameters" : "none");
    }
    if (request.pool()) {
      Bytes identifier = new ActivationState.Unbound(loader).id().value();
      return new Specification(
          request.name(), loader.toString(), Optional.empty(), identifier, Optional.empty(), true);
    }
    Parameters parameters = parameters(request.parameters().orElse(Bytes.EMPTY));
    return new Specification(
        request.name(),
        loader.toString(),
        request.parameters(),
        new ActivationState.MadeToOrder(loader, parameters).id().value(),
        Optional.of(EnvironmentId.of(loader, parameters.binding()).value()),
        false);
  }

  private static Loader loader(String name) throws RefusedException {
    Loader loader;
    try {
      loader = Loader.builtIn(name);
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(
          Code.LOADER_NOT_SUPPORTED, "loader", Loader.STANDARD_1.toString(), "another");
    }
    loader.requireSupported();
    return loader;
  }

  private static Parameters parameters(Bytes encoded) throws RefusedException {
    if (encoded.size() > Parameters.MAX_SIZE) {
      throw RefusedException.of(
          Code.TOO_LARGE,
          "parameters",
          "at most " + Parameters.MAX_SIZE + " bytes",
          encoded.size() + " bytes");
    }
    try {
      Parameters parameters = Parameters.parse(encoded);
      parameters.requireSupported();
      return parameters;
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** A name is shown to people: it must not be able to look like something else. */
  private static void requireName(Optional<String> name) throws RefusedException {
    if (name.isPresent()
        && (name.get().isBlank()
            || name.get().length() > MAX_NAME
            || name.get().codePoints().anyMatch(Specification::isInvisible))) {
      throw RefusedException.of(
          Code.MALFORMED,
          "name",
          "1 to " + MAX_NAME + " visible characters",
          name.get().length() + " characters, some of them not");
    }
  }

  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
