package org.vouchsafe.client.channel;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.service.ServiceException;

/** One call that was sealed, and what opens the reply to it. */
public final class SealedCall implements AutoCloseable {
  private final SentMessage sent;

  SealedCall(SentMessage sent) {
    this.sent = sent;
  }

  /**
   * Goes on with a call that another process sealed.
   *
   * @param secret from {@link #secret}
   */
  public static SealedCall of(Bytes message, byte[] secret)
      throws MalformedException, RefusedException {
    return new SealedCall(SentMessage.of(message, secret));
  }

  /** What to send, as often as it takes; anybody may see it. */
  public Bytes message() {
    return sent.message();
  }

  /**
   * What opens the replies, for another process of this user: 32 bytes, the caller's to keep
   * private and to zero.
   */
  public byte[] secret() {
    return sent.secret();
  }

  long number() {
    return sent.id().counter();
  }

  /**
   * Opens the reply.
   *
   * @throws ServiceException when the environment refused the call, or the program failed
   * @throws RefusedException MALFORMED when it is not a reply to this call
   */
  public Outcome.Invoked open(Bytes reply) throws ServiceException, RefusedException {
    try {
      return AttestedChannel.outcome(sent.open(reply), Outcome.Invoked.class);
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** Destroys what opens the reply. */
  @Override
  public void close() {
    sent.close();
  }
}
