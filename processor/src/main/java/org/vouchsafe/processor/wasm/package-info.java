/**
 * Runs WebAssembly programs within measured limits. The one package that sees the engine, so that
 * another engine can take its place.
 *
 * <p>Does not know of channels, owners or areas. Whatever a parser, a compiler or a program throws
 * ends here, as a refusal or as the reason why the program ended.
 */
@NullMarked
package org.vouchsafe.processor.wasm;

import org.jspecify.annotations.NullMarked;
