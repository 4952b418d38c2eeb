package org.vouchsafe.attestation;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import org.vouchsafe.attestation.signature.SigningKey;

/** One key of each algorithm for the tests of a run. */
public final class Keys {
  private static final Map<SigningKey.Algorithm, SigningKey> KEYS =
      new EnumMap<>(SigningKey.Algorithm.class);

  static {
    for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
      KEYS.put(algorithm, SigningKey.generate(algorithm, new SecureRandom()));
    }
  }

  private Keys() {}

  public static SigningKey of(SigningKey.Algorithm algorithm) {
    return KEYS.get(algorithm);
  }

  public static SigningKey fresh(SigningKey.Algorithm algorithm) {
    return SigningKey.generate(algorithm, new SecureRandom());
  }
}
