package org.vouchsafe.channel;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.channel.request.Reserved;

/** M4: the session statement, sealed under the key that only the two ends have. */
final class ServerFinish {
  private static final String PATH = "server finish";
  private static final int MAX_CONTENT = Statement.MAX_BYTES + 256;
  private static final int MAX_SIZE = MAX_CONTENT + 256;

  private ServerFinish() {}

  static Bytes seal(KeySchedule keys, Bytes signedStatement) {
    Bytes content =
        Cbor.map()
            .put("v", 1)
            .put("sessionId", keys.sessionId())
            .put("statement", signedStatement)
            .put("authority", Cbor.none())
            .encode();
    return Cbor.map().put("v", 1).put("ct1", keys.sealFinish(content)).encode();
  }

  /** The signed statement that M4 carries, not verified yet. */
  static Bytes open(KeySchedule keys, Bytes m4) throws MalformedException, RefusedException {
    Fields outer = Fields.decode(m4, PATH, MAX_SIZE);
    outer.version(1);
    Bytes sealed = outer.bytes("ct1", HpkeContext.TAG_SIZE + 1, MAX_CONTENT + HpkeContext.TAG_SIZE);
    outer.end();
    Fields fields = Fields.decode(keys.openFinish(sealed), PATH, MAX_CONTENT);
    fields.version(1);
    Bytes sessionId = fields.bytes("sessionId", keys.sessionId().size());
    Bytes statement = fields.bytes("statement", 1, Statement.MAX_BYTES);
    Reserved.requireNone(fields, "authority");
    fields.end();
    if (!sessionId.equals(keys.sessionId())) {
      throw RefusedException.of(
          Code.MALFORMED, "session id", keys.sessionId().hex(), sessionId.hex());
    }
    return statement;
  }
}
