/**
 * What the client keeps on its own disk: profiles, the identity key, the token, and what it saw of
 * each environment.
 *
 * <p>It never sends any of it anywhere.
 */
@NullMarked
package org.vouchsafe.client.profile;

import org.jspecify.annotations.NullMarked;
