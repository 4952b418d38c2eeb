/**
 * Changes of environments and jobs as a stream for people, programs and other nodes. An event says
 * that something changed; what it is now is read from the thing itself.
 */
@NullMarked
package org.vouchsafe.host.event;

import org.jspecify.annotations.NullMarked;
