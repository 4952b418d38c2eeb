/**
 * The security-enabled processor, RFC 9334's attester: a process that keeps keys, makes protected
 * memory areas and certifies what is in them.
 *
 * <p>It talks to its host through the gate and to nobody else. Without hardware under it, it is a
 * software processor: it says so in its certificate, in its description and when it starts, and
 * protects nothing from whoever controls the machine.
 */
@NullMarked
package org.vouchsafe.processor;

import org.jspecify.annotations.NullMarked;
