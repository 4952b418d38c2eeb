/**
 * Measures the whole product as its users run it, each figure beside a peer or a limit that was
 * measured in the same run. Prints; asserts nothing: the machines are noisy.
 */
@NullMarked
package org.vouchsafe.benchmarks;

import org.jspecify.annotations.NullMarked;
