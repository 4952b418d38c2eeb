package org.vouchsafe.web.security;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an open method that sets the session cookie: the cross-site check holds even before there is a
 * cookie, or another site could sign a visitor in as somebody else.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface FromPortalOnly {}
