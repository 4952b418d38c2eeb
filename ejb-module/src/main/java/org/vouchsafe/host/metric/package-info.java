/** Counters and health of this node. Never labelled with anything of a tenant. */
@NullMarked
package org.vouchsafe.host.metric;

import org.jspecify.annotations.NullMarked;
