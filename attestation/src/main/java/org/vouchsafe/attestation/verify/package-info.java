/**
 * The Verifier and, in its policy, the Appraisal of RFC 9334: decides whether evidence is authentic
 * and whether it is what the client wants, and is the only source of an {@link
 * org.vouchsafe.attestation.verify.AttestationResult}, without which no channel can be opened.
 *
 * <p>Does not fetch anything, does not know the time (it is told), and remembers nothing but
 * signatures that it has already verified. What the client must remember between two calls (the
 * highest number seen of each status, the instance it saw in each epoch) goes in by policy and
 * reference values and comes out with the result.
 */
@NullMarked
package org.vouchsafe.attestation.verify;

import org.jspecify.annotations.NullMarked;
