/**
 * What happens once, in order, when the service is deployed: schema, first operator, gates, open
 * jobs. Holds nothing afterwards.
 */
@NullMarked
package org.vouchsafe.host.start;

import org.jspecify.annotations.NullMarked;
