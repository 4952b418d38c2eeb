/**
 * Protected memory areas: the attester's target environments. An area has an owner, sessions, a
 * program and a state, and speaks only sealed bytes to the host.
 *
 * <p>Holds no key of the processor's own, knows no socket and no engine: it is given what it needs
 * of them.
 */
@NullMarked
package org.vouchsafe.processor.area;

import org.jspecify.annotations.NullMarked;
