/**
 * WebAssembly's text format (specification 2.0, chapter 6) and the scripts that test engines: read
 * strictly, translated to binary modules, and run.
 */
@NullMarked
package org.vouchsafe.engine.text;

import org.jspecify.annotations.NullMarked;
