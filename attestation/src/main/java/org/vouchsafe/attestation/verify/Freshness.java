package org.vouchsafe.attestation.verify;

/** Whether the evidence was made for a question that the client had just asked. */
public enum Freshness {
  /** It carries the nonce of this exchange. */
  FRESH,
  /** It was read from a file: it proves nothing about now. */
  NOT_ESTABLISHED
}
