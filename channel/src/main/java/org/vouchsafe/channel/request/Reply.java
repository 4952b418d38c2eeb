package org.vouchsafe.channel.request;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What an area answers: the body of a RESP message and of an EHS-1A reply. Provisional: under
 * {@code commit = none} a crash may undo what it tells of.
 *
 * @param id of the request
 * @param epoch of the area
 * @param seq of the area's last committed checkpoint
 */
public record Reply(RequestId id, long epoch, long seq, Outcome outcome) {
  public Bytes encode() {
    return outcome
        .write(
            Cbor.map()
                .put("v", 1)
                .put("id", id.toCbor())
                .put("epoch", epoch)
                .put("seq", seq)
                .put("provisional", Cbor.of(true))
                .put("authority", Cbor.none())
                .put("outcome", outcome.name()))
        .encode();
  }

  /**
   * @throws MalformedException when {@code body} is not exactly one reply
   * @throws RefusedException UNSUPPORTED_VERSION for what is reserved and not built
   */
  public static Reply parse(Bytes body) throws MalformedException, RefusedException {
    Fields fields = Fields.decode(body, "reply", Integer.MAX_VALUE);
    fields.version(1);
    RequestId id = RequestId.read(fields.fields("id"));
    long epoch = fields.integer("epoch", 0, Long.MAX_VALUE);
    long seq = fields.integer("seq", 0, Long.MAX_VALUE);
    Reserved.requireTrue(fields, "provisional");
    Reserved.requireNone(fields, "authority");
    Outcome outcome = Outcome.read(fields.text("outcome", 32), fields);
    fields.end();
    return new Reply(id, epoch, seq, outcome);
  }
}
