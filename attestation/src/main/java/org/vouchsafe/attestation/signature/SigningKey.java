package org.vouchsafe.attestation.signature;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;

/**
 * A private key that signs labelled strings. Signing needs no randomness: ECDSA is deterministic
 * (RFC 6979), Ed25519 by nature. Prints the public half only.
 */
public final class SigningKey {
  /** ECDSA with SHA-384 on P-384, with SHA-256 on P-256, and Ed25519. */
  public enum Algorithm {
    P384(Ecdsa.P384),
    P256(Ecdsa.P256),
    ED25519(new Eddsa());

    @SuppressWarnings("ImmutableEnumChecker") // schemes hold constants of BouncyCastle only
    private final Scheme scheme;

    Algorithm(Scheme scheme) {
      this.scheme = scheme;
    }

    Scheme scheme() {
      return scheme;
    }
  }

  private static final byte DER_SEQUENCE = 0x30;

  private final Algorithm algorithm;
  private final AsymmetricKeyParameter key;
  private final VerifyingKey publicKey;

  private SigningKey(Algorithm algorithm, AsymmetricCipherKeyPair pair) {
    this.algorithm = algorithm;
    this.key = pair.getPrivate();
    this.publicKey = new VerifyingKey(algorithm, pair.getPublic());
  }

  public static SigningKey generate(Algorithm algorithm, SecureRandom random) {
    return new SigningKey(algorithm, algorithm.scheme().generate(random));
  }

  /**
   * Reads what {@link #pkcs8} or {@code openssl genpkey} wrote.
   *
   * @param pkcs8 unencrypted PKCS#8, DER; copied, so the caller may zero it
   * @throws MalformedException for any other form, a scalar out of range, or a stored public key
   *     that belongs to another private key
   */
  public static SigningKey fromPkcs8(byte[] pkcs8) throws MalformedException {
    Bytes der = Bytes.copyOf(pkcs8);
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm.scheme().claims(der)) {
        AsymmetricKeyParameter key = algorithm.scheme().readPrivate(der);
        return new SigningKey(
            algorithm, new AsymmetricCipherKeyPair(algorithm.scheme().publicOf(key), key));
      }
    }
    throw new MalformedException(
        "private key", "is not the PKCS#8 form of an Ed25519, P-256 or P-384 key");
  }

  /**
   * The key itself, unencrypted PKCS#8, DER. An array and not {@link Bytes}, which print
   * themselves: zero it when it has been stored.
   */
  public byte[] pkcs8() {
    return algorithm.scheme().writePrivate(key);
  }

  public VerifyingKey publicKey() {
    return publicKey;
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /** Signs {@code lp(label, parts…)}: DER for ECDSA, 64 bytes for Ed25519. */
  public Bytes sign(String label, Bytes... parts) {
    return algorithm.scheme().sign(key, Lp.lp(label, parts));
  }

  /**
   * Signs an X.509 or PKCS#10 structure, the only thing that is signed without a label (see {@link
   * VerifyingKey#verifiesDer}).
   *
   * @throws IllegalArgumentException when {@code toBeSigned} does not begin as a DER SEQUENCE
   */
  public Bytes signDer(Bytes toBeSigned) {
    if (!isDerSequence(toBeSigned)) {
      throw new IllegalArgumentException("only a DER SEQUENCE is signed without a label");
    }
    return algorithm.scheme().sign(key, toBeSigned);
  }

  static boolean isDerSequence(Bytes bytes) {
    return !bytes.isEmpty() && bytes.at(0) == DER_SEQUENCE;
  }

  @Override
  public String toString() {
    return "private half of " + publicKey;
  }
}
