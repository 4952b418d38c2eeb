/**
 * What an owner lets somebody else do: credentials for delegates, signed by the owner.
 *
 * <p>Does not decide who the owner is (the measured parameters do) and does not remember which
 * generation is current (the area does).
 */
@NullMarked
package org.vouchsafe.attestation.credential;

import org.jspecify.annotations.NullMarked;
