/**
 * The command line: reads arguments, calls the library, prints for people or as JSON.
 *
 * <p>It holds no logic of verification and no cryptography.
 */
@NullMarked
package org.vouchsafe.client.cli;

import org.jspecify.annotations.NullMarked;
