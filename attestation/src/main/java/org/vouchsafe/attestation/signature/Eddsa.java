package org.vouchsafe.attestation.signature;

import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** Ed25519 (RFC 8032 §5.1), pure, with the encodings of RFC 8410. */
record Eddsa() implements Scheme {
  private static final Bytes SPKI = Bytes.fromHex("302a300506032b6570032100");
  private static final Bytes PKCS8 = Bytes.fromHex("302e020100300506032b657004220420");

  @Override
  public Bytes spkiHeader() {
    return SPKI;
  }

  @Override
  public int spkiSize() {
    return SPKI.size() + Ed25519.PUBLIC_KEY_SIZE;
  }

  @Override
  public AsymmetricKeyParameter readPublic(Bytes spki) throws MalformedException {
    byte[] raw = spki.slice(SPKI.size(), spki.size()).toArray();
    // Full validation: a key of small order would accept one signature for many messages.
    if (!Ed25519.validatePublicKeyFull(raw, 0)) {
      throw new MalformedException("public key", "is not a point of Ed25519's prime-order group");
    }
    return new Ed25519PublicKeyParameters(raw, 0);
  }

  @Override
  public Bytes writePublic(AsymmetricKeyParameter key) {
    return Bytes.concat(SPKI, Bytes.copyOf(((Ed25519PublicKeyParameters) key).getEncoded()));
  }

  @Override
  public AsymmetricKeyParameter publicOf(AsymmetricKeyParameter privateKey) {
    return ((Ed25519PrivateKeyParameters) privateKey).generatePublicKey();
  }

  @Override
  public AsymmetricCipherKeyPair generate(SecureRandom random) {
    Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(random);
    return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
  }

  @Override
  public boolean claims(Bytes pkcs8) {
    return Scheme.startsWith(pkcs8, PKCS8);
  }

  @Override
  public AsymmetricKeyParameter readPrivate(Bytes pkcs8) throws MalformedException {
    if (pkcs8.size() != PKCS8.size() + Ed25519.SECRET_KEY_SIZE) {
      throw new MalformedException("private key", "has the wrong size");
    }
    return new Ed25519PrivateKeyParameters(pkcs8.toArray(), PKCS8.size());
  }

  @Override
  public byte[] writePrivate(AsymmetricKeyParameter privateKey) {
    byte[] pkcs8 = new byte[PKCS8.size() + Ed25519.SECRET_KEY_SIZE];
    PKCS8.asBuffer().get(pkcs8, 0, PKCS8.size());
    ((Ed25519PrivateKeyParameters) privateKey).encode(pkcs8, PKCS8.size());
    return pkcs8;
  }

  @Override
  public Bytes sign(AsymmetricKeyParameter privateKey, Bytes message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, privateKey);
    signer.update(message.toArray(), 0, message.size());
    return Bytes.copyOf(signer.generateSignature());
  }

  /**
   * BouncyCastle refuses S ≥ L. An R outside the prime-order group is refused here: whether it
   * verifies depends on how a library arranges the equation, and all verifiers must agree.
   */
  @Override
  public boolean verify(AsymmetricKeyParameter publicKey, Bytes signature, Bytes message) {
    if (signature.size() != Ed25519.SIGNATURE_SIZE
        || !Ed25519.validatePublicKeyFull(signature.toArray(), 0)) {
      return false;
    }
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, publicKey);
    signer.update(message.toArray(), 0, message.size());
    return signer.verifySignature(signature.toArray());
  }
}
