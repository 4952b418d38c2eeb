/**
 * What is measured: loader, parameters, program, and the identifiers computed from them (see {@code
 * docs/spec/activation-state.md}).
 *
 * <p>Everything here is arithmetic on bytes: nothing is loaded, run or decrypted. Each structure
 * has one encoding, every default is spelled out in it, and parsing refuses what it does not know.
 * What the format can say but no processor does yet is refused by {@code requireSupported}.
 */
@NullMarked
package org.vouchsafe.attestation.measure;

import org.jspecify.annotations.NullMarked;
