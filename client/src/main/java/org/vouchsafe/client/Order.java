package org.vouchsafe.client;

import java.util.Optional;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;

/**
 * The environment that a client wants.
 *
 * @param pooled take an area that was made ahead and bind it, instead of making one
 * @param name for people
 * @param processor name or id of the one that it shall be on
 */
public record Order(
    Loader loader,
    Parameters parameters,
    boolean pooled,
    Optional<String> name,
    Optional<String> processor) {

  /** Made to order, on any processor. */
  public static Order of(Parameters parameters) {
    return new Order(Loader.STANDARD_1, parameters, false, Optional.empty(), Optional.empty());
  }
}
