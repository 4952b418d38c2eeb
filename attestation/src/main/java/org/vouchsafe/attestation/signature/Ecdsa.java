package org.vouchsafe.attestation.signature;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * ECDSA on one named curve, deterministic (RFC 6979), signatures in DER (RFC 3279 §2.2.3), public
 * keys as uncompressed points (RFC 5480), private keys as RFC 5915 in PKCS#8 with the public key.
 */
record Ecdsa(
    ECDomainParameters domain,
    int scalarSize,
    Supplier<Digest> digest,
    Bytes spkiHeader,
    Bytes pkcs8Header,
    Bytes pkcs8Middle)
    implements Scheme {
  static final Ecdsa P256 =
      new Ecdsa(
          domain(SECObjectIdentifiers.secp256r1),
          32,
          SHA256Digest::new,
          Bytes.fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200"),
          Bytes.fromHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"),
          Bytes.fromHex("a144034200"));
  static final Ecdsa P384 =
      new Ecdsa(
          domain(SECObjectIdentifiers.secp384r1),
          48,
          SHA384Digest::new,
          Bytes.fromHex("3076301006072a8648ce3d020106052b81040022036200"),
          Bytes.fromHex("3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430"),
          Bytes.fromHex("a164036200"));

  private static final byte UNCOMPRESSED = 4;

  private static ECDomainParameters domain(ASN1ObjectIdentifier curve) {
    return new ECNamedDomainParameters(curve, CustomNamedCurves.getByOID(curve));
  }

  private int pointSize() {
    return 1 + 2 * scalarSize;
  }

  @Override
  public int spkiSize() {
    return spkiHeader.size() + pointSize();
  }

  @Override
  public AsymmetricKeyParameter readPublic(Bytes spki) throws MalformedException {
    return readPoint(spki.slice(spkiHeader.size(), spki.size()));
  }

  private ECPublicKeyParameters readPoint(Bytes point) throws MalformedException {
    if (point.at(0) != UNCOMPRESSED) {
      throw new MalformedException("public key", "is not an uncompressed point");
    }
    try {
      // Refuses coordinates beyond the field and points off the curve; the cofactor is 1.
      return new ECPublicKeyParameters(domain.getCurve().decodePoint(point.toArray()), domain);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("public key", "is not a point on its curve");
    }
  }

  @Override
  public Bytes writePublic(AsymmetricKeyParameter key) {
    return Bytes.concat(
        spkiHeader, Bytes.copyOf(((ECPublicKeyParameters) key).getQ().getEncoded(false)));
  }

  @Override
  public AsymmetricKeyParameter publicOf(AsymmetricKeyParameter privateKey) {
    BigInteger d = ((ECPrivateKeyParameters) privateKey).getD();
    return new ECPublicKeyParameters(
        new FixedPointCombMultiplier().multiply(domain.getG(), d), domain);
  }

  @Override
  public AsymmetricCipherKeyPair generate(SecureRandom random) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(domain, random));
    return generator.generateKeyPair();
  }

  @Override
  public boolean claims(Bytes pkcs8) {
    return Scheme.startsWith(pkcs8, pkcs8Header);
  }

  @Override
  public AsymmetricKeyParameter readPrivate(Bytes pkcs8) throws MalformedException {
    int middle = pkcs8Header.size() + scalarSize;
    int point = middle + pkcs8Middle.size();
    if (pkcs8.size() != point + pointSize() || !pkcs8.slice(middle, point).equals(pkcs8Middle)) {
      throw new MalformedException("private key", "is not in the form that openssl genpkey writes");
    }
    BigInteger d = new BigInteger(1, pkcs8.slice(pkcs8Header.size(), middle).toArray());
    if (d.signum() == 0 || d.compareTo(domain.getN()) >= 0) {
      throw new MalformedException("private key", "is outside its range");
    }
    ECPrivateKeyParameters key = new ECPrivateKeyParameters(d, domain);
    ECPublicKeyParameters stored = readPoint(pkcs8.slice(point, pkcs8.size()));
    // A public key that belongs to another private key would sign under a false name.
    if (!stored.getQ().equals(((ECPublicKeyParameters) publicOf(key)).getQ())) {
      throw new MalformedException("private key", "carries another key's public half");
    }
    return key;
  }

  @Override
  public byte[] writePrivate(AsymmetricKeyParameter privateKey) {
    BigInteger d = ((ECPrivateKeyParameters) privateKey).getD();
    Bytes point = writePublic(publicOf(privateKey)).slice(spkiHeader.size(), spkiSize());
    return java.nio.ByteBuffer.allocate(
            pkcs8Header.size() + scalarSize + pkcs8Middle.size() + point.size())
        .put(pkcs8Header.asBuffer())
        .put(BigIntegers.asUnsignedByteArray(scalarSize, d))
        .put(pkcs8Middle.asBuffer())
        .put(point.asBuffer())
        .array();
  }

  @Override
  public Bytes sign(AsymmetricKeyParameter privateKey, Bytes message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(digest.get()));
    signer.init(true, privateKey);
    BigInteger[] rs = signer.generateSignature(hash(message));
    try {
      return Bytes.copyOf(StandardDSAEncoding.INSTANCE.encode(domain.getN(), rs[0], rs[1]));
    } catch (IOException e) {
      throw new AssertionError("two integers always have an encoding", e);
    }
  }

  @Override
  public boolean verify(AsymmetricKeyParameter publicKey, Bytes signature, Bytes message) {
    if (signature.size() > 2 * scalarSize + 16) {
      return false;
    }
    BigInteger[] rs;
    try {
      // Refuses what does not encode back to itself, and integers outside 0 … n-1.
      rs = StandardDSAEncoding.INSTANCE.decode(domain.getN(), signature.toArray());
    } catch (IOException | RuntimeException e) {
      return false;
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, publicKey);
    return signer.verifySignature(hash(message), rs[0], rs[1]);
  }

  private byte[] hash(Bytes message) {
    Digest running = digest.get();
    running.update(message.toArray(), 0, message.size());
    byte[] hash = new byte[running.getDigestSize()];
    running.doFinal(hash, 0);
    return hash;
  }
}
