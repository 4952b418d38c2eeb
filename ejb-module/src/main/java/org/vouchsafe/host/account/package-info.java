/**
 * Accounts, their users, tokens and request keys: who may speak for a tenant. Knows nothing of
 * environments; what a client is to an environment is decided in the processor, by signatures.
 */
@NullMarked
package org.vouchsafe.host.account;

import org.jspecify.annotations.NullMarked;
