/**
 * Who asks and what is asked about: identifiers of the host's things, the caller and the caller's
 * roles. Decides nothing and stores nothing.
 */
@NullMarked
package org.vouchsafe.host.identity;

import org.jspecify.annotations.NullMarked;
