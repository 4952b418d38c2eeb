package org.vouchsafe.attestation.measure;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/** Where an area gets its program from. Whatever the source, the digest decides. */
public sealed interface ProgramSource {
  /** The bytes of the encoded package come in the same request as the launch. */
  record Attached(Bytes digest, Optional<ProgramSignature> signature) implements ProgramSource {
    public Attached {
      Measured.requireDigest(digest);
    }
  }

  /**
   * Fetched by the area through its exit gate; not supported yet.
   *
   * @param key that opens it, 32 bytes, where it is encrypted; a secret
   */
  record Fetched(
      Bytes digest, Optional<ProgramSignature> signature, String uri, Optional<Bytes> key)
      implements ProgramSource {
    public Fetched {
      Measured.requireDigest(digest);
    }

    @Override
    public String toString() {
      return "Fetched[" + digest + "]";
    }
  }

  /** Of the encoded package, 48 bytes. */
  Bytes digest();

  Optional<ProgramSignature> signature();

  /**
   * @throws RefusedException UNSUPPORTED_VERSION for a source that is not built yet
   */
  default void requireSupported() throws RefusedException {
    if (!(this instanceof Attached)) {
      throw RefusedException.of(
          Code.UNSUPPORTED_VERSION, "program source", "attached", "fetched by URI");
    }
  }

  default Cbor toCbor() {
    var map =
        Cbor.map()
            .put("digest", digest())
            .put("signature", signature().map(ProgramSignature::toCbor).orElse(Cbor.none()));
    return switch (this) {
      case Attached attached -> map.put("source", "attached").build();
      case Fetched fetched ->
          map.put("source", "fetched")
              .put("uri", fetched.uri())
              .put("key", fetched.key().map(Cbor::of).orElse(Cbor.none()))
              .build();
    };
  }

  static ProgramSource read(Fields fields) throws MalformedException {
    Bytes digest = fields.bytes("digest", Measured.DIGEST_SIZE);
    Optional<Fields> signed = fields.optionalFields("signature");
    Optional<ProgramSignature> signature =
        signed.isEmpty() ? Optional.empty() : Optional.of(ProgramSignature.read(signed.get()));
    ProgramSource source =
        fields.take("source", Cbor.of("attached"))
            ? new Attached(digest, signature)
            : fetched(fields, digest, signature);
    fields.end();
    return source;
  }

  private static ProgramSource fetched(
      Fields fields, Bytes digest, Optional<ProgramSignature> signature) throws MalformedException {
    if (!fields.take("source", Cbor.of("fetched"))) {
      throw new MalformedException("launch > program > source", "is not attached or fetched");
    }
    return new Fetched(
        digest, signature, fields.text("uri", 2048), fields.optionalBytes("key", 32, 32));
  }
}
