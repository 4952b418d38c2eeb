package org.vouchsafe.channel;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;

/**
 * An X-Wing key pair (HPKE KEM 0x647A, draft-connolly-cfrg-xwing-kem): what channel, invoke and
 * seal keys are. The secret is the 32-byte seed; the expanded key is made when it is used.
 */
public final class KemKey implements AutoCloseable {
  /** Bytes of a public key: ML-KEM-768, then X25519. */
  public static final int PUBLIC_SIZE = 1216;

  /** Bytes of a seed. */
  public static final int SEED_SIZE = 32;

  private final SecretBytes seed;
  private final Bytes publicKey;

  private KemKey(SecretBytes seed, Bytes publicKey) {
    this.seed = seed;
    this.publicKey = publicKey;
  }

  public static KemKey generate(SecureRandom random) {
    return fromSeed(SecretBytes.random(SEED_SIZE, random));
  }

  /**
   * The key that {@code seed} stands for; takes the seed over and closes it with the key.
   *
   * @throws IllegalArgumentException unless the seed has {@value #SEED_SIZE} bytes
   */
  public static KemKey fromSeed(SecretBytes seed) {
    if (seed.size() != SEED_SIZE) {
      throw new IllegalArgumentException("an X-Wing seed is " + SEED_SIZE + " bytes");
    }
    return new KemKey(seed, HpkeContext.publicKeyOf(pair(seed)));
  }

  /** {@value #PUBLIC_SIZE} bytes. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The seed, to be stored by who keeps a long-lived seal key; a copy that the caller closes. */
  public SecretBytes seed() {
    return SecretBytes.adopt(seed.copy());
  }

  /**
   * HPKE SetupBaseR (RFC 9180 §5.1.1).
   *
   * @throws RefusedException MALFORMED for an encapsulation that is not one
   * @throws IllegalStateException when this key was destroyed
   */
  public HpkeContext receive(Bytes encapsulation, Bytes info) throws RefusedException {
    return HpkeContext.receive(encapsulation, pair(seed), info);
  }

  private static AsymmetricCipherKeyPair pair(SecretBytes seed) {
    byte[] copy = seed.copy();
    try {
      return HpkeContext.pairFromSeed(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  public boolean isClosed() {
    return seed.isClosed();
  }

  @Override
  public void close() {
    seed.close();
  }

  @Override
  public String toString() {
    return "KemKey[" + publicKey.slice(0, 8).hex() + "…]";
  }
}
