/**
 * Deterministic CBOR (RFC 8949 §4.2.1): one encoding per value, everything else is refused.
 *
 * <p>Only what the product's formats need: unsigned and negative integers of 64 bits, byte and text
 * strings, arrays, maps with text keys, booleans and null. No tags, no floating point, no
 * indefinite lengths.
 */
@NullMarked
package org.vouchsafe.attestation.cbor;

import org.jspecify.annotations.NullMarked;
