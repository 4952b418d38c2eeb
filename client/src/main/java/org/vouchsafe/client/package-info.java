/**
 * The relying party (RFC 9334) as a library: establishes an environment, verifies its evidence, and
 * only then opens the channel over which the program and its data go.
 *
 * <p>It does not trust the service that it talks to, and it has no switch that turns a check off.
 */
@NullMarked
package org.vouchsafe.client;

import org.jspecify.annotations.NullMarked;
