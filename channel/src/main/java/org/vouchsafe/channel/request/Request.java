package org.vouchsafe.channel.request;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What a client asks of an area: the body of a REQ message and of an EHS-1A message.
 *
 * <p>A repeated request (same id, same digest) gets its stored reply; the same id with another
 * digest is REQUEST_ID_REUSED. That table is the area's.
 */
public record Request(RequestId id, Operation operation) {
  /** Larger than any program with its files that a session takes. */
  private static final int MAX_BYTES = Integer.MAX_VALUE;

  public Bytes encode() {
    return operation
        .write(
            Cbor.map()
                .put("v", 1)
                .put("id", id.toCbor())
                .put("op", operation.name())
                .put("durable", Cbor.of(false))
                .put("fresh", Cbor.none()))
        .encode();
  }

  /**
   * @throws MalformedException when {@code body} is not exactly one request
   * @throws RefusedException UNSUPPORTED_VERSION for what is reserved and not built: a durable
   *     request, a fresh read
   */
  public static Request parse(Bytes body) throws MalformedException, RefusedException {
    Fields fields = Fields.decode(body, "request", MAX_BYTES);
    fields.version(1);
    RequestId id = RequestId.read(fields.fields("id"));
    Reserved.requireFalse(fields, "durable");
    Reserved.requireNone(fields, "fresh");
    Operation operation = Operation.read(fields.text("op", 32), fields);
    fields.end();
    return new Request(id, operation);
  }

  /** What the area stores beside the id: 48 bytes over the encoded body. */
  public static Bytes digest(Bytes body) {
    return Lp.sha384("EHS-1 request", body);
  }
}
