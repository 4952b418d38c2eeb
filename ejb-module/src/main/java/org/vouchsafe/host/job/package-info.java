/**
 * Jobs: the rows that are the truth about work to be done, the messages that drive it, and what
 * happens when a message or a worker is lost. Knows nothing of what a job does.
 */
@NullMarked
package org.vouchsafe.host.job;

import org.jspecify.annotations.NullMarked;
