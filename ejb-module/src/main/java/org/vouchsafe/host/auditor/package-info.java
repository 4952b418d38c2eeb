/**
 * The auditor's desk, on the auditor's own server: inspections, audit certificates, status. Absent
 * from a host: there the desk has no key and refuses.
 */
@NullMarked
package org.vouchsafe.host.auditor;

import org.jspecify.annotations.NullMarked;
