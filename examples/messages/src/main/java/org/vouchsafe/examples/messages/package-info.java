/**
 * The story of an environment by messages alone ({@code docs/jms.md}). {@link
 * org.vouchsafe.examples.messages.ByJms} and {@link org.vouchsafe.examples.messages.ByAmqp} are
 * programs to copy; they differ in how they connect, and in nothing else.
 */
@NullMarked
package org.vouchsafe.examples.messages;

import org.jspecify.annotations.NullMarked;
