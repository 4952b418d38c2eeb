/**
 * Conveys what authorities and auditors published about a processor, beside the evidence. Each item
 * proves itself to the client; nothing here makes an item true, and holding one back is noticed.
 */
@NullMarked
package org.vouchsafe.host.endorsement;

import org.jspecify.annotations.NullMarked;
