/**
 * A stopped instance as bytes, and back: in another process, on another machine, by another build
 * of the engine. Everything is said in WebAssembly's own terms; {@code docs/spec/snapshot.md} has
 * the format. What the functions of Java's hold that the program imports is theirs to write.
 */
@NullMarked
package org.vouchsafe.engine.snapshot;

import org.jspecify.annotations.NullMarked;
