package org.vouchsafe.channel.message;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.channel.FixedRandom;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.KemKey;
import org.vouchsafe.channel.SecretBytes;
import org.vouchsafe.channel.request.RequestId;

/** What {@code message.txt} is made of. */
public final class MessageForge {
  public final KemKey key;
  private final Lineage lineage;
  private final FixedRandom random = new FixedRandom("message vectors");

  public MessageForge(Bytes seed, Lineage lineage) {
    this.key = KemKey.fromSeed(SecretBytes.copyOf(seed.toArray()));
    this.lineage = lineage;
  }

  public Bytes message(Identity sender, RequestId id, RequestId signed, Bytes body) {
    try {
      KeyId keyId = KeyId.of(key.publicKey());
      HpkeContext context = HpkeContext.send(key.publicKey(), Envelope.INFO, random);
      Bytes letter = Letter.sign(sender, keyId, context.encapsulation(), signed, body);
      Bytes sealed = context.seal(Envelope.aad(keyId, lineage, 1, id), letter);
      return new Envelope(keyId, lineage, 1, id, context.encapsulation(), sealed).encode();
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  public Bytes reply(Bytes message, Bytes reply) {
    try {
      HpkeContext context = key.receive(Envelope.parse(message).encapsulation(), Envelope.INFO);
      return new ReplySecret(context, message).seal(reply, random);
    } catch (RefusedException | org.vouchsafe.attestation.MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
