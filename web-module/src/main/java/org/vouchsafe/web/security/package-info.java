/**
 * Who is calling and from where: tokens, the portal's session cookie, cross-site requests, request
 * rates and sizes. Grants nothing itself: what a caller may see is decided by the hosting service,
 * by account.
 */
@NullMarked
package org.vouchsafe.web.security;

import org.jspecify.annotations.NullMarked;
