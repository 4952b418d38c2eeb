/**
 * The REST interface under /api/v1: reads requests strictly, asks the hosting service, writes JSON.
 * Decides nothing of its own, and vouches for nothing: evidence proves itself to the client.
 */
@NullMarked
package org.vouchsafe.web.api;

import org.jspecify.annotations.NullMarked;
