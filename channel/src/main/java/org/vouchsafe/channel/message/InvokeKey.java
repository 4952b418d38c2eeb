package org.vouchsafe.channel.message;

import java.security.SecureRandom;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.KemKey;
import org.vouchsafe.channel.Ownership;
import org.vouchsafe.channel.request.Request;

/**
 * An area's key for messages, for one epoch: made when the epoch begins, never checkpointed,
 * destroyed when it ends. Its public half goes out in a statement with the role {@code invoke}.
 *
 * <p>Safe for many threads.
 */
public final class InvokeKey implements AutoCloseable {
  private final KemKey key;
  private final KeyId id;
  private final Lineage lineage;
  private final long epoch;

  private InvokeKey(KemKey key, Lineage lineage, long epoch) {
    this.key = key;
    this.id = KeyId.of(key.publicKey());
    this.lineage = lineage;
    this.epoch = epoch;
  }

  /**
   * @param random 32 bytes of it are consumed
   */
  public static InvokeKey generate(Lineage lineage, long epoch, SecureRandom random) {
    return of(KemKey.generate(random), lineage, epoch);
  }

  static InvokeKey of(KemKey key, Lineage lineage, long epoch) {
    return new InvokeKey(key, lineage, epoch);
  }

  /** 1216 bytes. */
  public Bytes publicKey() {
    return key.publicKey();
  }

  public KeyId id() {
    return id;
  }

  /**
   * Opens a message and verifies its sender. Whether the sender may do what it asks, and whether
   * the request was seen before, is the area's to judge: the same message opens as often as it
   * comes.
   *
   * @throws RefusedException BINDING_MISMATCH for another lineage's message; EPOCH_SUPERSEDED for
   *     another key's, which its sender should seal again; NOT_OWNER, REVOKED; MALFORMED when it
   *     does not open
   * @throws MalformedException when it cannot be read
   */
  public ReceivedMessage open(Bytes message, Ownership ownership)
      throws MalformedException, RefusedException {
    Envelope envelope = Envelope.parse(message);
    if (!envelope.lineage().equals(lineage)) {
      throw RefusedException.of(
          Code.BINDING_MISMATCH, "lineage of the message", lineage.hex(), envelope.lineage().hex());
    }
    if (!envelope.keyId().equals(id) || envelope.epoch() != epoch) {
      throw RefusedException.of(
          Code.EPOCH_SUPERSEDED,
          "key of the message",
          "key " + id + " of epoch " + epoch,
          "key " + envelope.keyId() + " of epoch " + envelope.epoch());
    }
    HpkeContext context = key.receive(envelope.encapsulation(), Envelope.INFO);
    Bytes opened = context.open(envelope.aad(), envelope.sealed());
    Letter letter = Letter.verify(opened, envelope, ownership, lineage);
    Request request = Request.parse(letter.body());
    if (!request.id().equals(envelope.id())) {
      throw RefusedException.of(
          Code.MALFORMED, "request id", "the one of the envelope", "another one");
    }
    return new ReceivedMessage(
        letter.peer(), request, Request.digest(letter.body()), new ReplySecret(context, message));
  }

  @Override
  public void close() {
    key.close();
  }
}
