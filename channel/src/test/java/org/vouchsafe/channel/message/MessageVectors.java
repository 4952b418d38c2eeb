package org.vouchsafe.channel.message;

import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.KemKey;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.SecretBytes;

/** The vectors' operations on messages. */
public final class MessageVectors {
  private MessageVectors() {}

  public static Map<String, String> open(Bytes seed, Ownership ownership, long epoch, Bytes message)
      throws MalformedException, RefusedException {
    InvokeKey key = InvokeKey.of(key(seed), ownership.lineage().orElseThrow(), epoch);
    ReceivedMessage received = key.open(message, ownership);
    return Map.of(
        "request", received.request().encode().hex(),
        "digest", received.digest().hex(),
        "peer", received.peer().id().hex());
  }

  public static Map<String, String> openReply(Bytes seed, Bytes message, Bytes reply)
      throws MalformedException, RefusedException {
    Envelope envelope = Envelope.parse(message);
    ReplySecret secret =
        new ReplySecret(key(seed).receive(envelope.encapsulation(), Envelope.INFO), message);
    return Map.of("reply", secret.open(reply).hex());
  }

  /** Reads an envelope and encodes it again. */
  public static Bytes envelope(Bytes message) throws MalformedException {
    return Envelope.parse(message).encode();
  }

  private static KemKey key(Bytes seed) {
    return KemKey.fromSeed(SecretBytes.copyOf(seed.toArray()));
  }
}
