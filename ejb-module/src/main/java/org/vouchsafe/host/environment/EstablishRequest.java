package org.vouchsafe.host.environment;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;

/**
 * A wish for an environment, as it came from outside.
 *
 * @param name for people; at most 100 characters
 * @param loader {@code standard/1}
 * @param parameters encoded parameters; empty with {@code pool}
 * @param pool take an area that was made ahead, unbound
 * @param processor a processor by name or {@code prc_} identifier; empty leaves the choice open
 * @param m1 a client hello: the same job then attests, and its result is the evidence
 */
public record EstablishRequest(
    Optional<String> name,
    String loader,
    Optional<Bytes> parameters,
    boolean pool,
    Optional<String> processor,
    Optional<Bytes> m1) {
  /** All of it, in one order: what makes two requests the same. */
  List<Bytes> parts() {
    return List.of(
        Bytes.utf8(name.orElse("")),
        Bytes.utf8(loader),
        parameters.orElse(Bytes.EMPTY),
        Bytes.utf8(Boolean.toString(pool)),
        Bytes.utf8(processor.orElse("")),
        m1.orElse(Bytes.EMPTY));
  }
}
