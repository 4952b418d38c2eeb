/**
 * Holds a process at a named step, so that a test can kill it, or another, just there. An agent
 * that the tests' own launcher settings load; nothing of it is in what is delivered.
 */
@NullMarked
package org.vouchsafe.service.hold;

import org.jspecify.annotations.NullMarked;
