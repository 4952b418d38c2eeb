package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What an authority's certificate says about it.
 *
 * @param development whether it certifies software processors, which protect nothing, and only them
 */
record AuthorityClaims(boolean development) {
  private static final int MAX_BYTES = 64;

  Bytes encode() {
    return Cbor.map().put("v", 1).put("development", Cbor.of(development)).encode();
  }

  static AuthorityClaims parse(Bytes input) throws MalformedException {
    Fields fields = Fields.decode(input, "authority claims", MAX_BYTES);
    fields.version(1);
    AuthorityClaims claims = new AuthorityClaims(fields.bool("development"));
    fields.end();
    return claims;
  }
}
