/** The rules of DESIGN §2–3, held against the classes that are delivered. Tests no behaviour. */
@NullMarked
package org.vouchsafe.architecture;

import org.jspecify.annotations.NullMarked;
