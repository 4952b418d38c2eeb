package org.vouchsafe.host.account;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;

/** Passwords are kept as Argon2id digests (RFC 9106) with a salt of their own. */
final class Passwords {
  // The OWASP minimum: 19 MiB, two passes, one lane; about 50 ms here.
  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int SALT_BYTES = 16;
  private static final int DIGEST_BYTES = 32;
  private static final int MAX_BYTES = 1024;
  private static final String FORM = "argon2id";

  // Bounds memory and time that strangers can make the server spend at once.
  private static final Semaphore AT_ONCE = new Semaphore(2, true);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String NOBODYS = hash("nobody has this password");

  private Passwords() {}

  static String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    Bytes kept = Bytes.copyOf(salt);
    return FORM + "$" + kept.base64Url() + "$" + digest(password, kept).base64Url();
  }

  /**
   * Whether the password is the one that was hashed. Without a hash the answer is no and takes as
   * long, so that the time does not tell which users exist.
   */
  static boolean matches(String password, @Nullable String hash) {
    String[] parts = Optional.ofNullable(hash).orElse(NOBODYS).split("\\$", -1);
    if (parts.length != 3 || !parts[0].equals(FORM)) {
      return false;
    }
    Bytes digest = digest(password, Bytes.fromBase64Url(parts[1]));
    return digest.equals(Bytes.fromBase64Url(parts[2])) && hash != null;
  }

  private static Bytes digest(String password, Bytes salt) {
    byte[] given = password.getBytes(StandardCharsets.UTF_8);
    if (given.length > MAX_BYTES) {
      return Bytes.EMPTY;
    }
    Argon2Parameters parameters =
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(MEMORY_KIB)
            .withIterations(PASSES)
            .withParallelism(1)
            .withSalt(salt.toArray())
            .build();
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(parameters);
    byte[] digest = new byte[DIGEST_BYTES];
    AT_ONCE.acquireUninterruptibly();
    try {
      generator.generateBytes(given, digest);
    } finally {
      AT_ONCE.release();
    }
    return Bytes.copyOf(digest);
  }
}
