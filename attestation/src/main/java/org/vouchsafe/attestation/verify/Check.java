package org.vouchsafe.attestation.verify;

/**
 * One thing that was looked at, for people.
 *
 * @param step the verifier's step, such as "revocation"
 * @param name what was looked at, in a few plain words
 * @param expected what passes
 * @param actual what was found; public data only
 * @param passed whether it passes; false only where the policy does not insist, or in a refusal
 */
public record Check(String step, String name, String expected, String actual, boolean passed) {}
