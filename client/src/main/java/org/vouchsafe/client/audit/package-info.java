/** Asking auditors for fresh statements: the pull beside what a service pushes. */
@NullMarked
package org.vouchsafe.client.audit;

import org.jspecify.annotations.NullMarked;
