package org.vouchsafe.attestation;

/**
 * Why something was refused. Names are stable: they appear in replies, logs, scripts and {@code
 * docs/errors.md}. A code is added, never renamed and never given another meaning.
 */
public enum Code {
  MEASUREMENT_MISMATCH(
      "What was loaded is not what you expected.",
      "Compute the identifier from your own loader and parameters with `vouchsafe measure`. If it"
          + " differs, something else was loaded: send nothing."),
  STALE_NONCE(
      "The evidence was not made for this request.",
      "Ask again. If it comes back, somebody is answering with old evidence."),
  CHAIN_INVALID(
      "The certificate chain does not lead to an authority you trust.",
      "Check that your policy names the right root, and that the service sends the whole chain."),
  WRONG_ROLE(
      "A certificate was used for a role it was not issued for.",
      "Do not use this evidence; the certificate was issued for something else."),
  REVOKED(
      "A certificate or credential has been revoked.",
      "Do not use the processor or credential. A revoked credential is replaced by its owner with"
          + " one of the current generation."),
  STATUS_TOO_OLD(
      "No revocation status that is recent enough was presented.",
      "Ask the authority or auditor for a fresh status, or check your own clock."),
  AUDIT_MISSING(
      "No audit of this processor by an auditor you accept was presented.",
      "Have the processor audited by an auditor your policy names, or name the auditor's server in"
          + " it (`url`, `pin`), so that it is asked."),
  AUDIT_EXPIRED(
      "The audit of this processor is not valid at this time.",
      "Ask the auditor for a renewed audit, or check your own clock."),
  AUDIT_WITHDRAWN(
      "The auditor has withdrawn the audit of this processor.",
      "Do not use this processor; ask the auditor why."),
  AUDIT_LEVEL(
      "The audit of this processor is below the level you require.",
      "Choose a processor with a higher audit level, or lower the level in your policy knowingly."),
  AUDIT_SUBJECT(
      "The audit is about another device.", "Have the audit of this very device sent along."),
  DEVICE_MISMATCH(
      "The evidence is from another device than the one you asked for.",
      "Ask for the device by its id again, or leave the choice to the service."),
  PLATFORM_NOT_ALLOWED(
      "Your policy does not accept this kind of processor.",
      "Choose another processor. A software processor protects nothing from its operator; accept"
          + " one for development only, in so many words."),
  VERSION_TOO_LOW(
      "The software version is below the one you require.",
      "Have the processor or the program updated, or lower the version in your policy knowingly."),
  BINDING_MISMATCH(
      "The environment is bound to another owner or to other parameters.",
      "Compare owner key and parameters with what you asked for; a secret variable must not have"
          + " the name of a measured one."),
  ALREADY_BOUND(
      "The environment is already bound.",
      "Somebody claimed the environment first. Establish a new one."),
  NOT_OWNER(
      "The request was not signed by the owner or by one of the owner's delegates.",
      "Use the identity that owns the environment, or a credential that its owner signed."),
  NO_RIGHT(
      "The credential does not carry the right that this needs.",
      "Ask the owner for a credential with this right."),
  NOT_HOLDER(
      "This instance does not hold the environment's state.",
      "Attach to the instance that holds the state; do not send anything to this one."),
  EPOCH_SUPERSEDED(
      "The environment has moved to a newer epoch.",
      "Get the new invoke key or open a new session, then seal and send again."),
  STALE_CHECKPOINT(
      "The checkpoint is not the newest one.",
      "Restore the newest checkpoint; an older one must not come back to life."),
  RECORD_SEQ(
      "A record is altered, repeated, missing or out of order.",
      "Open a new session and attach; what was acknowledged is not lost."),
  MALFORMED(
      "The input is not well formed.",
      "Compare the input with its specification in `docs/spec`; the check says where it fails."),
  UNSUPPORTED_VERSION(
      "The format version or option is not supported.",
      "Use the version or option that the message names, or a newer release on the other side."),
  LOADER_NOT_SUPPORTED(
      "The processor does not support this loader.", "Use the loader `standard/1`."),
  TOO_LARGE(
      "The input is larger than allowed.", "Make the input smaller; the message names the limit."),
  LIMIT_MEMORY(
      "The program reached its memory limit.",
      "Give the environment a higher memory limit, within what the processor offers."),
  LIMIT_TIME(
      "The program reached its time limit.",
      "Give the environment a higher time limit, or send less work in one request."),
  LIMIT_DEPTH(
      "The program reached its call depth limit.",
      "Give the environment a higher call depth, or look for a recursion without an end."),
  LIMIT_OUTPUT(
      "The program reached its output limit.",
      "Give the environment a higher output limit, or have the program write less."),
  PROGRAM_MALFORMED(
      "The program is not a valid WebAssembly module or package.",
      "Check the module with a WebAssembly validator; the message says what is wrong with it."),
  PROGRAM_DIGEST(
      "The program is not the one that the parameters name.",
      "Send the program that the parameters name by digest, or one that their signer signed."),
  TRAP("The program trapped.", "The program failed by itself; its standard error may say more."),
  CANCELLED(
      "The request was ended at its owner's wish.",
      "Nothing needs to be done: the owner or a delegate ended the request."),
  REQUEST_ID_REUSED(
      "The request id was used before with other content.", "Give each new request a new number."),
  ALREADY_FORGOTTEN(
      "The reply to this request was forgotten at the client's wish.",
      "The client said that it no longer needs this reply; it cannot be had again."),
  OUTCOME_UNKNOWN(
      "The connection or the environment ended before the outcome of the request was known.",
      "Find out from the effects whether the request was carried out before you send it again."),
  ENVIRONMENT_LOST(
      "The processor that held the environment ended, and its state with it.",
      "Establish a new environment; with checkpoints, restore the last one."),
  WAITING_FOR_OWNER(
      "The environment waits for its owner.",
      "Connect as the owner, so that the environment can go on."),
  RECIPIENT_NOT_ALLOWED(
      "The measured parameters do not allow this key recipient.",
      "Name only recipients that the measured parameters allow."),
  STORAGE_FULL(
      "There is no room to store this.", "Free some room or raise the quota, then try again."),
  NOT_FOUND(
      "There is no such thing, or it is not yours.",
      "Check the id and the account you are signed in with."),
  UNAUTHENTICATED("You are not signed in.", "Sign in, or send a valid token."),
  FORBIDDEN("Your role does not allow this.", "Ask an operator for the role that this needs."),
  CONFLICT(
      "The thing is not in a state that allows this.",
      "Look at the current state of the thing, then decide again."),
  RATE_LIMITED(
      "There were too many requests; try again later.",
      "Wait for the time that the answer names, then try again."),
  UNAVAILABLE(
      "The service cannot do this at the moment; try again later.",
      "Try again later; if it lasts, an operator should look at the health page."),
  INTERNAL(
      "The service failed; the failure has been logged.",
      "Tell an operator the time and the id in the answer; the cause is in the log.");

  private final String sentence;
  private final String advice;

  Code(String sentence, String advice) {
    this.sentence = sentence;
    this.advice = advice;
  }

  /** One plain sentence for people. */
  public String sentence() {
    return sentence;
  }

  /** What to do about it, for people; may mark commands and paths with backquotes. */
  public String advice() {
    return advice;
  }
}
