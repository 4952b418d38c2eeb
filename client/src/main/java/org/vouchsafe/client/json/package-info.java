/**
 * JSON (RFC 8259) as plain trees, read strictly and within limits.
 *
 * <p>It binds nothing to classes.
 */
@NullMarked
package org.vouchsafe.client.json;

import org.jspecify.annotations.NullMarked;
