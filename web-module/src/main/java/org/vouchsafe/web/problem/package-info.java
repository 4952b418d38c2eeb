/**
 * Refusals as problem details (RFC 9457). Tells the caller what failed and what to do; never a
 * stack trace, a path inside the server or a secret.
 */
@NullMarked
package org.vouchsafe.web.problem;

import org.jspecify.annotations.NullMarked;
