package org.vouchsafe.attestation.verify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Remembers which key signed which exact bytes. Only that: it is a fact of arithmetic that no time,
 * policy or revocation can change, so everything that can change is looked at anew each time.
 * Failures are not remembered. Bounded; the eldest is forgotten first.
 */
final class VerifiedSignatures {
  private static final int MAX_ENTRIES = 1024;

  private final Set<Bytes> known =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Bytes, Boolean> eldest) {
                  return size() > MAX_ENTRIES;
                }
              }));

  /**
   * @param signed content and signature, all of it
   * @param check verifies the signature in {@code signed}
   */
  boolean verifies(VerifyingKey key, Bytes signed, Predicate<VerifyingKey> check) {
    // SHA-384 over key and exact bytes: nobody can make two inputs that share an entry.
    Bytes entry = Lp.sha384("VS-verified", key.spki(), signed);
    if (known.contains(entry)) {
      return true;
    }
    boolean verified = check.test(key);
    if (verified) {
      known.add(entry);
    }
    return verified;
  }
}
