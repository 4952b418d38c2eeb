package org.vouchsafe.client.profile;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.channel.request.RequestId;

/**
 * How far the output of a running program was taken. The environment forgets output that was
 * acknowledged, so another process goes on from here and from nowhere else.
 *
 * @param run the request that started the program
 * @param output offset of standard output
 * @param errors offset of standard error
 */
public record RunPosition(RequestId run, long output, long errors) {

  Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("credential", run.credential())
        .put("counter", run.counter())
        .put("output", output)
        .put("errors", errors)
        .encode();
  }

  static RunPosition parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, "run", 1024);
    fields.version(1);
    RunPosition position =
        new RunPosition(
            new RequestId(
                fields.bytes("credential", 48), fields.integer("counter", 0, Long.MAX_VALUE)),
            fields.integer("output", 0, Long.MAX_VALUE),
            fields.integer("errors", 0, Long.MAX_VALUE));
    fields.end();
    return position;
  }
}
