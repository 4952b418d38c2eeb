package org.vouchsafe.channel.message;

import java.security.SecureRandom;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.channel.Peer;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;

/** A message that was opened and whose sender is known. */
public final class ReceivedMessage implements AutoCloseable {
  private final Peer peer;
  private final Request request;
  private final Bytes digest;
  private final ReplySecret secret;

  ReceivedMessage(Peer peer, Request request, Bytes digest, ReplySecret secret) {
    this.peer = peer;
    this.request = request;
    this.digest = digest;
    this.secret = secret;
  }

  public Peer peer() {
    return peer;
  }

  public Request request() {
    return request;
  }

  /** Of the encoded request, 48 bytes: what the request table compares. */
  public Bytes digest() {
    return digest;
  }

  /**
   * Seals a reply to this message.
   *
   * @param random 32 bytes of it are consumed
   */
  public Bytes reply(Reply reply, SecureRandom random) {
    return secret.seal(reply.encode(), random);
  }

  /** Destroys the reply secret. */
  @Override
  public void close() {
    secret.close();
  }
}
