/** Public fakes for the tests of this and other modules: an authority, a processor, evidence. */
package org.vouchsafe.attestation.testing;
