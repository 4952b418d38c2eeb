package org.vouchsafe.channel.request;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Names a request within a lineage, also over later sessions.
 *
 * @param credential 48 bytes: the id of the sender's credential, or of the owner's key
 * @param counter chosen by the sender, 0 or more, never used for two different requests
 */
public record RequestId(Bytes credential, long counter) {
  private static final int CREDENTIAL_SIZE = 48;

  public RequestId {
    if (credential.size() != CREDENTIAL_SIZE || counter < 0) {
      throw new IllegalArgumentException("a request id is 48 bytes and a counter from 0");
    }
  }

  /** As every structure has it. */
  public Cbor toCbor() {
    return Cbor.map().put("credential", credential).put("counter", counter).build();
  }

  /** Takes all of {@code fields}. */
  public static RequestId read(Fields fields) throws MalformedException {
    RequestId id =
        new RequestId(
            fields.bytes("credential", CREDENTIAL_SIZE),
            fields.integer("counter", 0, Long.MAX_VALUE));
    fields.end();
    return id;
  }
}
