/**
 * Messages to the broker, sent after the commit that they tell of. A lost message is harmless: rows
 * are the truth and a sweeper sends again.
 */
@NullMarked
package org.vouchsafe.host.broker;

import org.jspecify.annotations.NullMarked;
