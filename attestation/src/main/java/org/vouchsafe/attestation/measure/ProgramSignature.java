package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * A vendor's signature over a program package: {@code lp("VS-program-signature", digest, version as
 * deterministic CBOR)}.
 *
 * @param version rises with each release, from 0
 */
public record ProgramSignature(VerifyingKey signer, long version, Bytes signature) {
  private static final String LABEL = "VS-program-signature";

  public ProgramSignature {
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative");
    }
  }

  public static ProgramSignature sign(SigningKey vendor, Bytes programDigest, long version) {
    return new ProgramSignature(
        vendor.publicKey(), version, vendor.sign(LABEL, programDigest, Cbor.of(version).encode()));
  }

  /**
   * @throws RefusedException PROGRAM_DIGEST when this is not a signature over this program
   */
  public void verify(Bytes programDigest) throws RefusedException {
    if (!signer.verifies(signature, LABEL, programDigest, Cbor.of(version).encode())) {
      throw RefusedException.of(
          Code.PROGRAM_DIGEST,
          "program signature",
          "a signature by " + signer + " over version " + version + " of " + programDigest,
          "one that does not verify");
    }
  }

  public Bytes encode() {
    return toCbor().encode();
  }

  public static ProgramSignature parse(Bytes encoded) throws MalformedException {
    return read(Fields.decode(encoded, "program signature", 1024));
  }

  Cbor toCbor() {
    return Cbor.map()
        .put("v", 1)
        .put("signer", signer.spki())
        .put("version", version)
        .put("signature", signature)
        .build();
  }

  static ProgramSignature read(Fields fields) throws MalformedException {
    fields.version(1);
    ProgramSignature signature =
        new ProgramSignature(
            VerifyingKey.read(fields, "signer"),
            fields.integer("version", 0, Long.MAX_VALUE),
            fields.bytes("signature", 1, 256));
    fields.end();
    return signature;
  }
}
