/**
 * The service as it is delivered, from outside: the EAR in the real server, with a real database,
 * broker and processor processes. One start serves all tests; no test reaches into a process.
 */
@NullMarked
package org.vouchsafe.service;

import org.jspecify.annotations.NullMarked;
