package org.vouchsafe.channel.message;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.Peer;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;

/** What is inside an envelope: an encoded request, and its sender's signature over it. */
record Letter(Peer peer, Bytes body) {
  private static final String LABEL = "EHS-1A";

  static Bytes sign(Identity identity, KeyId keyId, Bytes encapsulation, RequestId id, Bytes body) {
    Bytes signature = identity.key().sign(LABEL, parts(keyId, encapsulation, id, body));
    return identity
        .write(Cbor.map().put("v", 1).put("body", body).put("signature", signature))
        .encode();
  }

  /**
   * @throws RefusedException NOT_OWNER when the signature is not the sender's over this message, or
   *     the envelope names another sender
   */
  static Letter verify(Bytes opened, Envelope envelope, Ownership ownership, Lineage lineage)
      throws MalformedException, RefusedException {
    Fields fields = Fields.decode(opened, "message", Envelope.MAX_SIZE);
    fields.version(1);
    Bytes body = fields.bytes("body", 1, Envelope.MAX_SIZE);
    Bytes signature = fields.bytes("signature", 1, 256);
    Peer peer = Peer.read(fields, ownership, lineage);
    fields.end();
    if (!peer.id().equals(envelope.id().credential())) {
      throw RefusedException.of(
          Code.NOT_OWNER,
          "sender of the message",
          peer.id().hex(),
          envelope.id().credential().hex());
    }
    Bytes[] signed = parts(envelope.keyId(), envelope.encapsulation(), envelope.id(), body);
    if (!peer.key().verifies(signature, LABEL, signed)) {
      throw RefusedException.of(
          Code.NOT_OWNER,
          "signature of the message",
          "one by " + peer.key(),
          "one that does not verify");
    }
    return new Letter(peer, body);
  }

  private static Bytes[] parts(KeyId keyId, Bytes encapsulation, RequestId id, Bytes body) {
    return new Bytes[] {
      keyId.value(),
      encapsulation,
      id.credential(),
      Envelope.number(id.counter()),
      Request.digest(body)
    };
  }
}
