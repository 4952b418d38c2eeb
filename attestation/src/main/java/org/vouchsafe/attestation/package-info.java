/**
 * The vocabulary of verification: immutable bytes, length-prefixed hashing, refusal codes and the
 * two ways in which input can fail (it cannot be read, or it was read and is refused).
 *
 * <p>The module says what is measured, certifies it and verifies it. Its packages, each resting on
 * those before it only:
 *
 * <ol>
 *   <li>this one, and {@code cbor}: bytes, hashes, and the one form of every structure
 *   <li>{@code signature}: keys with one encoding, signatures over labelled strings
 *   <li>{@code measure}: loader, parameters, program, and the identifiers computed from them
 *   <li>{@code credential}: what an owner lets others do
 *   <li>{@code evidence}: the messages that carry evidence, as bytes
 *   <li>{@code certificate}: what the bytes say, and who signs them
 *   <li>{@code verify}: whether to believe it, by a policy
 * </ol>
 *
 * <p>Nothing in this module reads a clock, a file, the network or a source of randomness, and
 * nothing here can open sealed data: time, roots, nonces, serial numbers and collateral are
 * parameters. Reading never trusts, and judging never reads: a type that was parsed is well formed
 * and no more, and only {@code verify} makes the type that stands for a verified environment.
 */
@NullMarked
package org.vouchsafe.attestation;

import org.jspecify.annotations.NullMarked;
