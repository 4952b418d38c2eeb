/**
 * The set-up module and the environments that it hosts. The state kept here is a hint for people
 * and for scheduling; the area's own state, in its evidence, is the truth. Opens nothing.
 */
@NullMarked
package org.vouchsafe.host.environment;

import org.jspecify.annotations.NullMarked;
