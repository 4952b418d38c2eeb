/**
 * What a WebAssembly module says: read strictly from its binary form and validated, once, before
 * anything else may see it. Knows nothing of how a module is compiled, instantiated or run.
 *
 * <p>Source: WebAssembly Core Specification 2.0, chapters 3 (validation) and 5 (binary format), and
 * the tail calls of 3.0. A {@link org.vouchsafe.engine.module.Module} is valid because there is no
 * other way to get one.
 */
@NullMarked
package org.vouchsafe.engine.module;

import org.jspecify.annotations.NullMarked;
