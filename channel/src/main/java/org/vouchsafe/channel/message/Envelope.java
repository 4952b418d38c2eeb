package org.vouchsafe.channel.message;

import java.nio.ByteBuffer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.request.RequestId;

/** A sealed message as it travels: what the host may see, and what it may not. */
record Envelope(
    KeyId keyId, Lineage lineage, long epoch, RequestId id, Bytes encapsulation, Bytes sealed) {
  /** Of an encoded message, and of a reply. */
  static final int MAX_SIZE = 16 << 20;

  /** HPKE info. */
  static final Bytes INFO = Lp.lp("EHS-1A", Bytes.of(0, HpkeContext.SUITE));

  private static final String PATH = "message";

  /** The head, which is in clear and authenticated. */
  static Bytes aad(KeyId keyId, Lineage lineage, long epoch, RequestId id) {
    return Lp.lp(
        "EHS-1A message",
        keyId.value(),
        lineage.value(),
        number(epoch),
        id.credential(),
        number(id.counter()));
  }

  Bytes aad() {
    return aad(keyId, lineage, epoch, id);
  }

  Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("keyId", keyId.value())
        .put("lineage", lineage.value())
        .put("epoch", epoch)
        .put("id", id.toCbor())
        .put("enc", encapsulation)
        .put("ct", sealed)
        .encode();
  }

  static Envelope parse(Bytes message) throws MalformedException {
    Fields fields = Fields.decode(message, PATH, MAX_SIZE);
    fields.version(1);
    Envelope envelope =
        new Envelope(
            new KeyId(fields.bytes("keyId", KeyId.SIZE)),
            new Lineage(fields.bytes("lineage", 48)),
            fields.integer("epoch", 1, Long.MAX_VALUE),
            RequestId.read(fields.fields("id")),
            fields.bytes("enc", HpkeContext.ENCAPSULATION_SIZE),
            fields.bytes("ct", HpkeContext.TAG_SIZE + 1, MAX_SIZE));
    fields.end();
    return envelope;
  }

  static Bytes number(long value) {
    return Bytes.copyOf(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
  }
}
