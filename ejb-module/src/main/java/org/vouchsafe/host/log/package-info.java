/** The append-only log of who did what. The database refuses to change or remove an entry. */
@NullMarked
package org.vouchsafe.host.log;

import org.jspecify.annotations.NullMarked;
