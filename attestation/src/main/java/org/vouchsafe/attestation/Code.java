package org.vouchsafe.attestation;

/**
 * Why something was refused. Names are stable: they appear in replies, logs, scripts and {@code
 * docs/errors.md}. A code is added, never renamed and never given another meaning.
 */
public enum Code {
  MEASUREMENT_MISMATCH("What was loaded is not what you expected."),
  STALE_NONCE("The evidence was not made for this request."),
  CHAIN_INVALID("The certificate chain does not lead to an authority you trust."),
  WRONG_ROLE("A certificate was used for a role it was not issued for."),
  REVOKED("A certificate or credential has been revoked."),
  STATUS_TOO_OLD("No revocation status that is recent enough was presented."),
  AUDIT_MISSING("No audit of this processor by an auditor you accept was presented."),
  AUDIT_EXPIRED("The audit of this processor is not valid at this time."),
  AUDIT_WITHDRAWN("The auditor has withdrawn the audit of this processor."),
  AUDIT_LEVEL("The audit of this processor is below the level you require."),
  AUDIT_SUBJECT("The audit is about another device."),
  DEVICE_MISMATCH("The evidence is from another device than the one you asked for."),
  PLATFORM_NOT_ALLOWED("Your policy does not accept this kind of processor."),
  VERSION_TOO_LOW("The software version is below the one you require."),
  BINDING_MISMATCH("The environment is bound to another owner or to other parameters."),
  ALREADY_BOUND("The environment is already bound."),
  NOT_OWNER("The request was not signed by the owner or by one of the owner's delegates."),
  NO_RIGHT("The credential does not carry the right that this needs."),
  NOT_HOLDER("This instance does not hold the environment's state."),
  EPOCH_SUPERSEDED("The environment has moved to a newer epoch."),
  STALE_CHECKPOINT("The checkpoint is not the newest one."),
  RECORD_SEQ("A record is altered, repeated, missing or out of order."),
  MALFORMED("The input is not well formed."),
  UNSUPPORTED_VERSION("The format version or option is not supported."),
  LOADER_NOT_SUPPORTED("The processor does not support this loader."),
  TOO_LARGE("The input is larger than allowed."),
  LIMIT_MEMORY("The program reached its memory limit."),
  LIMIT_TIME("The program reached its time limit."),
  LIMIT_DEPTH("The program reached its call depth limit."),
  LIMIT_OUTPUT("The program reached its output limit."),
  PROGRAM_MALFORMED("The program is not a valid WebAssembly module or package."),
  PROGRAM_DIGEST("The program is not the one that the parameters name."),
  TRAP("The program trapped."),
  CANCELLED("The request was ended at its owner's wish."),
  REQUEST_ID_REUSED("The request id was used before with other content."),
  ALREADY_FORGOTTEN("The reply to this request was forgotten at the client's wish."),
  OUTCOME_UNKNOWN("The environment ended before the outcome of the request was recorded."),
  ENVIRONMENT_LOST("The processor that held the environment ended, and its state with it."),
  WAITING_FOR_OWNER("The environment waits for its owner."),
  RECIPIENT_NOT_ALLOWED("The measured parameters do not allow this key recipient."),
  STORAGE_FULL("There is no room to store this."),
  NOT_FOUND("There is no such thing, or it is not yours."),
  UNAUTHENTICATED("You are not signed in."),
  FORBIDDEN("Your role does not allow this."),
  CONFLICT("The thing is not in a state that allows this."),
  RATE_LIMITED("There were too many requests; try again later."),
  UNAVAILABLE("The service cannot do this at the moment; try again later."),
  INTERNAL("The service failed; the failure has been logged.");

  private final String sentence;

  Code(String sentence) {
    this.sentence = sentence;
  }

  /** One plain sentence for people. */
  public String sentence() {
    return sentence;
  }
}
