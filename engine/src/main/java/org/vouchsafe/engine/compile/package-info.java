/**
 * Valid modules as classes of the JVM: each function as methods that can be left at every
 * safepoint, and, once it was left at one, as a method that is entered there.
 *
 * <p>Begin with {@link org.vouchsafe.engine.compile.Compiler}.
 */
@NullMarked
package org.vouchsafe.engine.compile;

import org.jspecify.annotations.NullMarked;
