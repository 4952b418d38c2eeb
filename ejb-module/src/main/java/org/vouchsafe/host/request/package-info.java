/**
 * Requests of outside programs by message: reads them strictly, checks who signed them, hands them
 * to the services that REST uses too, and answers.
 */
@NullMarked
package org.vouchsafe.host.request;

import org.jspecify.annotations.NullMarked;
