/**
 * What travels inside a channel or a sealed message: requests, replies, stream frames, refusals.
 * Values and their one encoding.
 *
 * <p>Does not seal or open anything, does not run a request and keeps no table of replies.
 */
@NullMarked
package org.vouchsafe.channel.request;

import org.jspecify.annotations.NullMarked;
