/**
 * The service as it is delivered, from outside: the EAR in the real server, with a real database,
 * broker and processor processes. One start serves all tests, and no test reaches into a process;
 * only {@code KillsIT} has a service of its own, with an agent in it.
 */
@NullMarked
package org.vouchsafe.service;

import org.jspecify.annotations.NullMarked;
