/**
 * EHS-1A: one sealed request and its sealed reply without a live session, for brokers and other
 * stores between client and area.
 *
 * <p>Does not keep replies (the area's request table does) and has forward secrecy per epoch only:
 * whoever learns an area's invoke key while its epoch lasts can read that epoch's messages.
 */
@NullMarked
package org.vouchsafe.channel.message;

import org.jspecify.annotations.NullMarked;
