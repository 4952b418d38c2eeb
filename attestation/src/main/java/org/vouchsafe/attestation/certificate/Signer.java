package org.vouchsafe.attestation.certificate;

import java.util.Optional;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.KeyId;

/**
 * Who signed the program that runs.
 *
 * @param key of the vendor
 * @param version that the vendor gave it, 0 or more
 */
public record Signer(KeyId key, long version) {
  public Signer {
    Shape.range("signed version", version, 0, Long.MAX_VALUE);
  }

  Cbor toCbor() {
    return Cbor.map().put("key", key.value()).put("version", version).build();
  }

  static Optional<Signer> read(Fields outer, String key) throws MalformedException {
    Optional<Fields> found = outer.optionalFields(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = found.get();
    Signer signer =
        new Signer(
            new KeyId(fields.bytes("key", KeyId.SIZE)),
            fields.integer("version", 0, Long.MAX_VALUE));
    fields.end();
    return Optional.of(signer);
  }
}
