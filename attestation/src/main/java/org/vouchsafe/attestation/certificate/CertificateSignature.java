package org.vouchsafe.attestation.certificate;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** ecdsa-with-SHA384 (RFC 5758 §3.2) below certificates, attribute certificates and lists. */
final class CertificateSignature {
  /** Parameters absent; every structure names it twice, and both must be exactly this. */
  static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);

  private CertificateSignature() {}

  /** SEQUENCE { content, algorithm, signature }. */
  static Bytes sign(ASN1Encodable content, SigningKey key) {
    if (key.algorithm() != SigningKey.Algorithm.P384) {
      throw new IllegalArgumentException("certificates are signed by P-384 keys");
    }
    ASN1EncodableVector whole = new ASN1EncodableVector();
    whole.add(content);
    whole.add(ALGORITHM);
    whole.add(new DERBitString(key.signDer(Der.encode(content)).toArray()));
    return Der.encode(new DERSequence(whole));
  }

  static boolean verifies(VerifyingKey key, Bytes content, Bytes signature) {
    return key.algorithm() == SigningKey.Algorithm.P384 && key.verifiesDer(signature, content);
  }

  static Bytes read(
      AlgorithmIdentifier outer, AlgorithmIdentifier inner, ASN1BitString signature, String path)
      throws MalformedException {
    if (!ALGORITHM.equals(outer) || !ALGORITHM.equals(inner) || signature.getPadBits() != 0) {
      throw new MalformedException(path, "is not signed with ecdsa-with-SHA384");
    }
    return Bytes.copyOf(signature.getOctets());
  }
}
