package org.vouchsafe.channel;

import java.io.IOException;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.channel.message.MessageForge;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;

/** Wrote {@code message.txt}; see {@link VectorWriter}. */
final class WriteMessageVectors {
  private WriteMessageVectors() {}

  public static void main(String[] arguments) throws IOException, MalformedException {
    VectorWriter out =
        new VectorWriter(
            """
            docs/spec/channel.md, section 6: messages without a session, and replies.
            seed: of the invoke key; owner, lineage, generation: what the area knows.\
            """);
    Bytes seed = SessionPair.digest("invoke seed").slice(0, 32);
    MessageForge forge = new MessageForge(seed, Forge.LINEAGE);
    Identity owner = Forge.owner();
    RequestId id = new RequestId(owner.id(), 3);
    RequestId other = new RequestId(owner.id(), 4);
    Bytes body = new Request(id, new Operation.Invoke("run", Bytes.utf8("input"))).encode();
    Bytes message = forge.message(owner, id, id, body);
    out.add(
        "by the owner",
        "ok",
        "do",
        "message-open",
        "seed",
        seed.hex(),
        "owner",
        Forge.OWNER.publicKey().spki().hex(),
        "lineage",
        Forge.LINEAGE.hex(),
        "generation",
        "5",
        "epoch",
        "1",
        "message",
        message.hex());
    Identity delegate = Forge.delegate(Right.INVOKE);
    RequestId delegates = new RequestId(delegate.id(), 0);
    Bytes status = new Request(delegates, new Operation.Status()).encode();
    out.add(
        "by a delegate",
        "ok",
        "base",
        "by the owner",
        "message",
        forge.message(delegate, delegates, delegates, status).hex());
    out.add("by a revoked delegate", "REVOKED", "base", "by a delegate", "generation", "6");
    out.add(
        "to another lineage",
        "BINDING_MISMATCH",
        "base",
        "by the owner",
        "lineage",
        SessionPair.digest("another").hex());
    out.add("of another epoch", "EPOCH_SUPERSEDED", "base", "by the owner", "epoch", "2");
    out.add(
        "to another key",
        "EPOCH_SUPERSEDED",
        "base",
        "by the owner",
        "seed",
        SessionPair.digest("another seed").slice(0, 32).hex());
    out.add(
        "of another owner",
        "NOT_OWNER",
        "base",
        "by the owner",
        "owner",
        Forge.STRANGER.publicKey().spki().hex());
    Identity stranger = new Identity(Forge.STRANGER, Optional.empty());
    out.add(
        "by a stranger",
        "NOT_OWNER",
        "base",
        "by the owner",
        "message",
        forge.message(stranger, id, id, body).hex());
    out.add(
        "under another sender's name",
        "NOT_OWNER",
        "base",
        "by the owner",
        "message",
        forge.message(delegate, id, id, body).hex());
    out.add(
        "signed for another request id",
        "NOT_OWNER",
        "base",
        "by the owner",
        "message",
        forge.message(owner, id, other, body).hex());
    out.add(
        "with another request inside",
        "MALFORMED",
        "base",
        "by the owner",
        "message",
        forge.message(owner, other, other, body).hex());
    out.add(
        "with no request inside",
        "MALFORMED",
        "base",
        "by the owner",
        "message",
        forge.message(owner, id, id, Bytes.utf8("no")).hex());
    Cbor.Map map = (Cbor.Map) Cbor.decode(message, "message", 1 << 16);
    for (String key : map.entries().keySet()) {
      out.add(
          "without " + key,
          "MALFORMED",
          "base",
          "by the owner",
          "message",
          Forge.without(map, key).encode().hex());
    }
    out.add(
        "of version 2",
        "UNSUPPORTED_VERSION",
        "base",
        "by the owner",
        "message",
        Forge.with(map, "v", Cbor.of(2)).encode().hex());
    out.add(
        "with more",
        "MALFORMED",
        "base",
        "by the owner",
        "message",
        Forge.with(map, "more", Cbor.none()).encode().hex());
    out.add(
        "renumbered",
        "MALFORMED",
        "base",
        "by the owner",
        "message",
        Forge.with(map, "id", other.toCbor()).encode().hex());
    out.edited("cut", "MALFORMED", "by the owner", "message cut " + (message.size() - 1));
    out.edited("with a byte more", "MALFORMED", "by the owner", "message append 00");
    replies(out, forge, seed, message, id);
    out.write("message.txt");
  }

  private static void replies(
      VectorWriter out, MessageForge forge, Bytes seed, Bytes message, RequestId id) {
    Bytes reply =
        new Reply(id, 1, 0, new Outcome.Invoked(Bytes.utf8("out"), Bytes.EMPTY, Optional.of(0)))
            .encode();
    Bytes sealed = forge.reply(message, reply);
    out.add(
        "reply",
        "ok",
        "do",
        "reply-open",
        "seed",
        seed.hex(),
        "message",
        message.hex(),
        "reply",
        sealed.hex());
    out.add("second reply", "ok", "base", "reply", "reply", forge.reply(message, reply).hex());
    Bytes again =
        forge.message(Forge.owner(), id, id, new Request(id, new Operation.Status()).encode());
    out.add("reply to another message", "MALFORMED", "base", "reply", "message", again.hex());
    out.edited("reply cut", "MALFORMED", "reply", "reply cut " + (sealed.size() - 1));
    out.edited("reply altered", "MALFORMED", "reply", "reply flip 20 01");
    out.edited(
        "reply's salt altered", "MALFORMED", "reply", "reply flip " + (sealed.size() - 1) + " 01");
    out.edited("reply with a byte more", "MALFORMED", "reply", "reply append 00");
  }
}
