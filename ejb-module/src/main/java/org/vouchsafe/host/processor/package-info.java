/**
 * The processors of this node: connections to their gates, what each offers, and which one an
 * environment is placed on. Vouches for nothing: what a processor is, its certificate says.
 */
@NullMarked
package org.vouchsafe.host.processor;

import org.jspecify.annotations.NullMarked;
