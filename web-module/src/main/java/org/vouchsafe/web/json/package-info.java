/**
 * Strict JSON in: one value, no duplicate or unknown field, bounded before it is built. Decides
 * nothing about what a field means.
 */
@NullMarked
package org.vouchsafe.web.json;

import org.jspecify.annotations.NullMarked;
