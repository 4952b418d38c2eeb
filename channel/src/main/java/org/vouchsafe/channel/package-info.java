/**
 * EHS-1, the attested channel between a client and an area: everything of it that can open. {@code
 * docs/spec/channel.md} has the bytes.
 *
 * <p>Does no I/O, stores nothing, and does not decide whether evidence is good: a channel starts
 * from an {@code AttestationResult} and from nothing else. It does not know what a request means.
 */
@NullMarked
package org.vouchsafe.channel;

import org.jspecify.annotations.NullMarked;
