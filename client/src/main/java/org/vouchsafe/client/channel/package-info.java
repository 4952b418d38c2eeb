/**
 * A live session with an environment: requests and replies, a program's streams, and the two ways
 * in which frames travel to the area.
 *
 * <p>Sealing and opening is {@code org.vouchsafe.channel}'s; here are connections, waiting and
 * repeating.
 */
@NullMarked
package org.vouchsafe.client.channel;

import org.jspecify.annotations.NullMarked;
