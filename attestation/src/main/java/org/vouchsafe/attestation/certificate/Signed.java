package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Content with a signature over {@code lp(label, content)} beside it. The label says of which kind
 * the content is, so a signature over one kind is worth nothing for another.
 *
 * @param content exactly the bytes that were signed
 */
record Signed(Bytes content, Bytes signature) {
  private static final int MAX_SIGNATURE = 128;

  static Bytes sign(String label, Bytes content, SigningKey key) {
    return Cbor.map().put("content", content).put("signature", key.sign(label, content)).encode();
  }

  static Signed parse(Bytes input, String path, int maxBytes) throws MalformedException {
    Fields fields = Fields.decode(input, path, maxBytes);
    Signed signed =
        new Signed(
            fields.bytes("content", 1, maxBytes), fields.bytes("signature", 1, MAX_SIGNATURE));
    fields.end();
    return signed;
  }

  /** The content, when {@code key} signed it under {@code label}. */
  static Bytes verify(String label, Bytes input, String path, int maxBytes, VerifyingKey key)
      throws MalformedException, RefusedException {
    Signed signed = parse(input, path, maxBytes);
    if (!key.verifies(signed.signature, label, signed.content)) {
      throw RefusedException.of(
          Code.CHAIN_INVALID,
          "signature of the " + path,
          "one by key " + key.id().hex(),
          "another, or another content");
    }
    return signed.content;
  }
}
