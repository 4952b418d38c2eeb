package org.vouchsafe.attestation.measure;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** Which programs an environment takes; measured. */
public sealed interface ProgramRule {
  /** Whatever the owner, or a delegate with the right to, sends over the channel. */
  record Later() implements ProgramRule {}

  /** One program package, by its digest of 48 bytes. */
  record Exact(Bytes digest) implements ProgramRule {
    public Exact {
      Measured.requireDigest(digest);
    }
  }

  /** Any package that {@code key} signed with a version of at least {@code minVersion}. */
  record Signer(VerifyingKey key, long minVersion) implements ProgramRule {
    public Signer {
      if (minVersion < 0) {
        throw new IllegalArgumentException("a version is not negative");
      }
    }
  }

  /**
   * @param digest of the very bytes that will run
   * @throws RefusedException PROGRAM_DIGEST for another program, for one that is not signed by the
   *     named key and for a signature that does not verify; VERSION_TOO_LOW for an old version
   */
  default void check(Bytes digest, Optional<ProgramSignature> signature) throws RefusedException {
    // A signature that is present is verified, whether it is required or not.
    if (signature.isPresent()) {
      signature.get().verify(digest);
    }
    switch (this) {
      case Later() -> {}
      case Exact(Bytes expected) -> {
        if (!expected.equals(digest)) {
          throw RefusedException.of(Code.PROGRAM_DIGEST, "program", expected.hex(), digest.hex());
        }
      }
      case Signer(VerifyingKey key, long minVersion) -> {
        if (signature.isEmpty() || !signature.get().signer().equals(key)) {
          throw RefusedException.of(
              Code.PROGRAM_DIGEST,
              "program signer",
              key.toString(),
              signature.map(found -> found.signer().toString()).orElse("no signature"));
        }
        if (signature.get().version() < minVersion) {
          throw RefusedException.of(
              Code.VERSION_TOO_LOW,
              "program version",
              "at least " + minVersion,
              "" + signature.get().version());
        }
      }
    }
  }

  default Cbor toCbor() {
    return switch (this) {
      case Later() -> Cbor.of("later");
      case Exact(Bytes digest) -> Cbor.map().put("exact", digest).build();
      case Signer(VerifyingKey key, long minVersion) ->
          Cbor.map().put("signer", key.spki()).put("minVersion", minVersion).build();
    };
  }

  static ProgramRule read(Cbor value, String path) throws MalformedException {
    if (value.equals(Cbor.of("later"))) {
      return new Later();
    }
    Fields fields = Fields.of(value, path);
    ProgramRule rule =
        fields.has("exact")
            ? new Exact(fields.bytes("exact", Measured.DIGEST_SIZE))
            : new Signer(
                VerifyingKey.read(fields, "signer"),
                fields.integer("minVersion", 0, Long.MAX_VALUE));
    fields.end();
    return rule;
  }
}
