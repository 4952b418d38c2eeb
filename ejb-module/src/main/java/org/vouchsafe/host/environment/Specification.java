package org.vouchsafe.host.environment;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;

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
    boolean pooled) {}
