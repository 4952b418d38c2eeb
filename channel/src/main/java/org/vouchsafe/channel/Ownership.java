package org.vouchsafe.channel;

import java.util.Optional;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What an area knows about who may speak to it.
 *
 * @param owner from the measured parameters, or from the binding that a client hello proposes
 * @param lineage none until the owner's claim
 * @param generation least generation of a valid credential
 */
public record Ownership(VerifyingKey owner, Optional<Lineage> lineage, long generation) {}
