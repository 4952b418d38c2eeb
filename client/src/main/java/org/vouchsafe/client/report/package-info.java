/**
 * Prints the outcome of a verification for people, as JSON and as an EAR.
 *
 * <p>It adds no judgement of its own.
 */
@NullMarked
package org.vouchsafe.client.report;

import org.jspecify.annotations.NullMarked;
