package org.vouchsafe.attestation.credential;

/** What a credential allows. Encoded by its lower-case name, in this order. */
public enum Right {
  /** Send requests to the running program. */
  INVOKE,
  /** Open sessions and come back to running requests. */
  ATTACH,
  /** Send the program and its launch message. */
  AUTHORISE,
  /** Answer for the owner's freshness authority. */
  KEYHOLD,
  /** Raise the generation, which revokes credentials. */
  ADMIN
}
