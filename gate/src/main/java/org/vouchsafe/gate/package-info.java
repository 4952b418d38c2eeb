/**
 * The boundary between host and processor: the entry gate and the exit gate, and their framing over
 * a Unix-domain socket.
 *
 * <p>Carries public structures and sealed bytes; opens nothing, decides nothing about them, and
 * trusts neither side's bytes. Specification: {@code docs/spec/entry-gate.md}.
 */
@NullMarked
package org.vouchsafe.gate;

import org.jspecify.annotations.NullMarked;
