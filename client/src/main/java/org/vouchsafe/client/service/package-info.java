/**
 * Conveyance: HTTPS and WebSocket to the hosting service, with its certificate pinned.
 *
 * <p>What arrives here is untrusted; nothing in this package decides whether it is genuine.
 */
@NullMarked
package org.vouchsafe.client.service;

import org.jspecify.annotations.NullMarked;
