/**
 * Starts and stops everything that the service is made of: PostgreSQL, the application server with
 * its broker, and processors, each as a process of its own. What {@code ./vouchsafe up}, {@code
 * ./vouchsafe demo} and the end-to-end tests run.
 *
 * <p>It does not verify anything and holds no client's secrets; the keys of the development
 * authority are in a folder beside it because, on a machine for development, somebody has to play
 * that part.
 */
@NullMarked
package org.vouchsafe.launcher;

import org.jspecify.annotations.NullMarked;
