/**
 * The desks of the trusted authority and of the auditor: keys in a folder, certificates out.
 *
 * <p>What a certificate says is decided in {@code attestation.certificate}; here are the files, the
 * clock and the randomness.
 */
@NullMarked
package org.vouchsafe.client.authority;

import org.jspecify.annotations.NullMarked;
