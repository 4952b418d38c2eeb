/**
 * WASI preview 1, the library OS of programs: descriptors, an in-memory file system, clocks,
 * randomness and the three standard streams.
 *
 * <p>Knows no engine and reaches nothing of the host: no file, no socket, no process. Pointers and
 * lengths that come from a program are hostile.
 */
@NullMarked
package org.vouchsafe.processor.wasi;

import org.jspecify.annotations.NullMarked;
