/**
 * Signing and verifying keys: Ed25519, ECDSA on P-256 and on P-384, over labelled strings only.
 *
 * <p>A public key has one encoding, a signature one accepted form but for the sign of an ECDSA s.
 * Does not encrypt, does not read certificates and keeps no key anywhere.
 */
@NullMarked
package org.vouchsafe.attestation.signature;

import org.jspecify.annotations.NullMarked;
