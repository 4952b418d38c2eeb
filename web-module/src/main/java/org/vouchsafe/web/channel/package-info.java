/**
 * Carries sealed frames between a client and its environment, by POST or WebSocket. Cannot open
 * them; bounds how many are on their way.
 */
@NullMarked
package org.vouchsafe.web.channel;

import org.jspecify.annotations.NullMarked;
