/**
 * The service as it is delivered, from outside: the EAR in the real server, with a real database,
 * broker and processor processes. One start serves all tests, and no test reaches into a process
 * but {@code InsideIT}, which is deployed in the server beside the application; {@code KillsIT} and
 * {@code AuditorIT} start services of their own.
 */
@NullMarked
package org.vouchsafe.service;

import org.jspecify.annotations.NullMarked;
