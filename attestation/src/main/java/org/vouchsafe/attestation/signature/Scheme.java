package org.vouchsafe.attestation.signature;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * How keys of one algorithm are written, read and used.
 *
 * <p>Every DER header of a key of one algorithm is a constant, so reading is a comparison with that
 * constant: explicit curve parameters, compressed points, long-form lengths, absent or superfluous
 * fields and trailing bytes cannot even be expressed, and a key has one encoding.
 */
sealed interface Scheme permits Ecdsa, Eddsa {
  Bytes spkiHeader();

  /** The size of a SubjectPublicKeyInfo. */
  int spkiSize();

  AsymmetricKeyParameter readPublic(Bytes spki) throws MalformedException;

  Bytes writePublic(AsymmetricKeyParameter key);

  AsymmetricKeyParameter publicOf(AsymmetricKeyParameter privateKey);

  AsymmetricCipherKeyPair generate(SecureRandom random);

  /** Whether {@code pkcs8} begins as a key of this algorithm does. */
  boolean claims(Bytes pkcs8);

  AsymmetricKeyParameter readPrivate(Bytes pkcs8) throws MalformedException;

  byte[] writePrivate(AsymmetricKeyParameter privateKey);

  Bytes sign(AsymmetricKeyParameter privateKey, Bytes message);

  boolean verify(AsymmetricKeyParameter publicKey, Bytes signature, Bytes message);

  static boolean startsWith(Bytes bytes, Bytes prefix) {
    return bytes.size() >= prefix.size() && bytes.slice(0, prefix.size()).equals(prefix);
  }
}
