/**
 * The vocabulary of verification: immutable bytes, length-prefixed hashing, refusal codes and the
 * two ways in which input can fail (it cannot be read, or it was read and is refused).
 *
 * <p>Nothing in this module reads a clock, a file, the network or a source of randomness, and
 * nothing here can open sealed data: time, roots, nonces and collateral are parameters.
 */
@NullMarked
package org.vouchsafe.attestation;

import org.jspecify.annotations.NullMarked;
