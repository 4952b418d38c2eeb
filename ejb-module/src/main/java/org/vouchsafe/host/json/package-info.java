/**
 * Strict reading of JSON from outside: size, depth, duplicate keys and unknown fields are refused.
 */
@NullMarked
package org.vouchsafe.host.json;

import org.jspecify.annotations.NullMarked;
