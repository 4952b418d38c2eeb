/**
 * Endorsements and evidence as certificates: the trusted authority's chain, the processor's
 * attestation and statement certificates, auditing certificates, revocation lists, signed status
 * and signed statements (see {@code docs/spec/attestation-certificate.md}).
 *
 * <p>Reads and issues; each type checks its own shape and, when asked, one signature. Whether a
 * chain leads anywhere, whether a status is recent and whether the claims are the ones somebody
 * wants is not decided here but in {@code verify}.
 */
@NullMarked
package org.vouchsafe.attestation.certificate;

import org.jspecify.annotations.NullMarked;
