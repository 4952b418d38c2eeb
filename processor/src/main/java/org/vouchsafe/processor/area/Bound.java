package org.vouchsafe.processor.area;

import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;

/** Whose environment an area is or is proposed to be, with what was measured of it. */
record Bound(Parameters parameters, Binding binding, EnvironmentId environmentId) {
  /**
   * @throws RefusedException UNSUPPORTED_VERSION for parameters that are not built yet, TOO_LARGE
   *     for limits beyond what a processor gives
   */
  static Bound of(Loader loader, Parameters parameters) throws RefusedException {
    parameters.requireSupported();
    parameters.limits().requireWithin(Limits.MAXIMUM);
    Binding binding = parameters.binding();
    return new Bound(parameters, binding, EnvironmentId.of(loader, binding));
  }
}
