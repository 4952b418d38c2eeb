package org.vouchsafe.attestation.signature;

import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * A public key that has been checked: on its curve, in the prime-order group, in the one encoding
 * that is accepted for it (SubjectPublicKeyInfo, RFC 5480 with a named curve and an uncompressed
 * point, or RFC 8410). Two keys are equal exactly when their encodings are.
 */
public final class VerifyingKey {
  private static final int MAX_SIZE = 120;

  private final SigningKey.Algorithm algorithm;
  private final AsymmetricKeyParameter key;
  private final Bytes spki;

  VerifyingKey(SigningKey.Algorithm algorithm, AsymmetricKeyParameter key) {
    this.algorithm = algorithm;
    this.key = key;
    this.spki = algorithm.scheme().writePublic(key);
  }

  /**
   * @param spki DER SubjectPublicKeyInfo: 44 bytes for Ed25519, 91 for P-256, 120 for P-384
   * @throws MalformedException for any other kind of key, any other encoding, and any point that is
   *     off its curve or of small order
   */
  public static VerifyingKey parse(Bytes spki) throws MalformedException {
    for (SigningKey.Algorithm algorithm : SigningKey.Algorithm.values()) {
      Scheme scheme = algorithm.scheme();
      if (spki.size() == scheme.spkiSize() && Scheme.startsWith(spki, scheme.spkiHeader())) {
        return new VerifyingKey(algorithm, scheme.readPublic(spki));
      }
    }
    throw new MalformedException(
        "public key", "is not the canonical form of an Ed25519, P-256 or P-384 key");
  }

  /** Reads a key that is a field of a structure. */
  public static VerifyingKey read(Fields fields, String key) throws MalformedException {
    Bytes spki = fields.bytes(key, 1, MAX_SIZE);
    try {
      return parse(spki);
    } catch (MalformedException e) {
      throw e.within(fields.path(key));
    }
  }

  /** The canonical SubjectPublicKeyInfo, DER. */
  public Bytes spki() {
    return spki;
  }

  public SigningKey.Algorithm algorithm() {
    return algorithm;
  }

  public KeyId id() {
    return KeyId.of(spki);
  }

  /**
   * Whether {@code signature} was made by this key over {@code lp(label, parts…)}.
   *
   * <p>ECDSA: strict DER, 0 &lt; r, s &lt; n; both s and n-s verify, so a signature's bytes must
   * never serve as an identity. Ed25519: 64 bytes, S &lt; L.
   */
  public boolean verifies(Bytes signature, String label, Bytes... parts) {
    return algorithm.scheme().verify(key, signature, Lp.lp(label, parts));
  }

  /**
   * Whether {@code signature} was made by this key over an X.509 or PKCS#10 structure. These are
   * the only signatures that are not over a labelled string; they cannot be mistaken for one, since
   * a DER SEQUENCE begins with 0x30 and a labelled string with 0x00.
   */
  public boolean verifiesDer(Bytes signature, Bytes toBeSigned) {
    return SigningKey.isDerSequence(toBeSigned)
        && algorithm.scheme().verify(key, signature, toBeSigned);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && spki.equals(that.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return algorithm + " key " + id();
  }
}
