/**
 * The messages that carry evidence: the client's hello, the server's hello, the endorsements beside
 * it, and the three in one file.
 *
 * <p>Bytes only: certificates are carried as DER and neither read nor believed here; {@code
 * certificate} reads them and {@code verify} judges them.
 */
@NullMarked
package org.vouchsafe.attestation.evidence;

import org.jspecify.annotations.NullMarked;
