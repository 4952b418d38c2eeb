package org.vouchsafe.channel.message;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.SecretBytes;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.RequestId;

/** A message that was sealed, and what opens the reply to it. */
public final class SentMessage implements AutoCloseable {
  private final Bytes message;
  private final RequestId id;
  private final ReplySecret secret;

  SentMessage(Bytes message, RequestId id, ReplySecret secret) {
    this.message = message;
    this.id = id;
    this.secret = secret;
  }

  /**
   * A message that was sealed before, perhaps by another process of the same sender.
   *
   * @param secret from {@link #secret}; it is copied
   * @throws RefusedException MALFORMED when the secret has another size
   */
  public static SentMessage of(Bytes message, byte[] secret)
      throws MalformedException, RefusedException {
    if (secret.length != ReplySecret.SIZE) {
      throw RefusedException.of(
          Code.MALFORMED, "reply secret", ReplySecret.SIZE + " bytes", secret.length + " bytes");
    }
    return new SentMessage(
        message,
        Envelope.parse(message).id(),
        new ReplySecret(SecretBytes.copyOf(secret), message));
  }

  /** What opens the replies, 32 bytes, the caller's to keep private and to zero. */
  public byte[] secret() {
    return secret.copy();
  }

  /** The message to send, as often as it takes. */
  public Bytes message() {
    return message;
  }

  public RequestId id() {
    return id;
  }

  /**
   * @throws RefusedException MALFORMED when it is not a reply to this message
   * @throws MalformedException when it cannot be read
   */
  public Reply open(Bytes sealedReply) throws MalformedException, RefusedException {
    Reply reply = Reply.parse(secret.open(sealedReply));
    if (!reply.id().equals(id)) {
      throw RefusedException.of(
          Code.MALFORMED, "request id of the reply", "the message's", "another one");
    }
    return reply;
  }

  /** Destroys the reply secret. */
  @Override
  public void close() {
    secret.close();
  }
}
