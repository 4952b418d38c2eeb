package org.vouchsafe.channel;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * One end of an HPKE context in base mode (RFC 9180) with suite 1: X-Wing (0x647A), HKDF-SHA-256
 * (0x0001), AES-256-GCM (0x0002). One direction only, as RFC 9180 has it; the other direction gets
 * keys from {@link #export}.
 *
 * <p>Hybrid encryption alone says nothing about who sent something: callers authenticate the sender
 * inside. One context is for one thread; many contexts may be used at once.
 */
public final class HpkeContext {
  /** The number by which the product's formats name this suite. */
  public static final int SUITE = 1;

  /** Bytes of an encapsulation: an ML-KEM-768 ciphertext, then an X25519 point. */
  public static final int ENCAPSULATION_SIZE = 1120;

  /** Bytes that sealing adds. */
  public static final int TAG_SIZE = 16;

  /** Bytes that an encapsulation consumes (draft-connolly-cfrg-xwing-kem, EncapsulateDerand). */
  private static final int ENCAPSULATION_SEED = 64;

  private final HPKEContext context;
  private final Bytes encapsulation;

  private HpkeContext(HPKEContext context, Bytes encapsulation) {
    this.context = context;
    this.encapsulation = encapsulation;
  }

  /**
   * SetupBaseS to {@code recipient}.
   *
   * @param random 64 bytes of it are consumed
   * @throws RefusedException MALFORMED when {@code recipient} is not an X-Wing public key
   */
  public static HpkeContext send(Bytes recipient, Bytes info, SecureRandom random)
      throws RefusedException {
    requireSize("channel key", recipient, KemKey.PUBLIC_SIZE);
    HPKE scheme = newScheme();
    byte[] seed = new byte[ENCAPSULATION_SEED];
    random.nextBytes(seed);
    HPKEContextWithEncapsulation context =
        guarded(
            "channel key",
            () ->
                scheme.setupBaseS(
                    scheme.deserializePublicKey(recipient.toArray()), info.toArray(), seed));
    Arrays.fill(seed, (byte) 0);
    return new HpkeContext(context, Bytes.copyOf(context.getEncapsulation()));
  }

  static HpkeContext receive(Bytes encapsulation, AsymmetricCipherKeyPair pair, Bytes info)
      throws RefusedException {
    requireSize("encapsulation", encapsulation, ENCAPSULATION_SIZE);
    return new HpkeContext(
        guarded(
            "encapsulation",
            () -> newScheme().setupBaseR(encapsulation.toArray(), pair, info.toArray())),
        encapsulation);
  }

  static AsymmetricCipherKeyPair pairFromSeed(byte[] seed) {
    return newScheme().deserializePrivateKey(seed, null);
  }

  static Bytes publicKeyOf(AsymmetricCipherKeyPair pair) {
    return Bytes.copyOf(newScheme().serializePublicKey(pair.getPublic()));
  }

  /** {@value #ENCAPSULATION_SIZE} bytes, public. */
  public Bytes encapsulation() {
    return encapsulation;
  }

  /** Seals the next message of the sending end. */
  public Bytes seal(Bytes aad, Bytes plaintext) {
    try {
      return Bytes.copyOf(context.seal(aad.toArray(), plaintext.toArray()));
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  /**
   * Opens the next message of the receiving end.
   *
   * @throws RefusedException MALFORMED; it does not say more, and nothing was released.
   *     BouncyCastle does not count a failed attempt, so the caller gives the context up.
   */
  public Bytes open(Bytes aad, Bytes ciphertext) throws RefusedException {
    if (ciphertext.size() < TAG_SIZE) {
      throw undecryptable();
    }
    try {
      return Bytes.copyOf(context.open(aad.toArray(), ciphertext.toArray()));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw undecryptable();
    }
  }

  /** The secret export of RFC 9180 §5.3; {@code context} names what the secret is for. */
  public SecretBytes export(Bytes context, int size) {
    return SecretBytes.adopt(this.context.export(context.toArray(), size));
  }

  /**
   * One for each context: BouncyCastle's object has one HKDF, whose state is shared by everything
   * that was set up from it, so contexts of two threads would disturb each other.
   */
  private static HPKE newScheme() {
    return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }

  private static RefusedException undecryptable() {
    return RefusedException.of(
        Code.MALFORMED, "sealed part", "a ciphertext for this key", "one that does not open");
  }

  private static void requireSize(String what, Bytes value, int size) throws RefusedException {
    if (value.size() != size) {
      throw RefusedException.of(Code.MALFORMED, what, size + " bytes", value.size() + " bytes");
    }
  }

  /** BouncyCastle answers a bad point, a low order or a failed modulus check with these two. */
  private static <T> T guarded(String what, Supplier<T> setup) throws RefusedException {
    try {
      return setup.get();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw RefusedException.of(Code.MALFORMED, what, "an X-Wing value", "one that is not valid");
    }
  }
}
