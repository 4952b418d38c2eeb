/**
 * Carries sealed frames and messages between clients and areas. Sees lengths and times, nothing
 * else.
 */
@NullMarked
package org.vouchsafe.host.conveyance;

import org.jspecify.annotations.NullMarked;
