/**
 * The hosting service's settings. The service carries sealed data and signed statements between
 * clients and processors; it cannot open the first and is not believed about the second.
 */
@NullMarked
package org.vouchsafe.host;

import org.jspecify.annotations.NullMarked;
