/**
 * The service by messages of its broker: signed requests, and sealed messages. Whoever uses it
 * brings the connection.
 */
@NullMarked
package org.vouchsafe.client.message;

import org.jspecify.annotations.NullMarked;
