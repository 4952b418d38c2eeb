package org.vouchsafe.channel;

import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.channel.request.Refusal;

/**
 * A live EHS-1 session: seals what goes out, opens what comes in.
 *
 * <p><b>Guarantees</b>: the peer's records come out complete, in order and once, or the session
 * ends. A sender's key changes by itself after 2^20 records or an hour. A session ends with its
 * instance: none survives a restore.
 *
 * <p>Safe for many threads. Sealing numbers the records: send them in the order in which they were
 * sealed, which takes a lock of the caller's around sealing and sending. Large transport messages
 * should be split: a {@link Delivery} is opened whole, in memory.
 */
public final class Session implements AutoCloseable {
  /** Bytes of a record on the wire. */
  public static final int MAX_RECORD = 65_536;

  /** Bytes of a STREAM or ALERT payload, and of a fragment of a message. */
  public static final int MAX_PAYLOAD =
      MAX_RECORD - RecordCipher.HEADER_SIZE - HpkeContext.TAG_SIZE;

  /** Bytes of a message that is joined from its fragments. */
  public static final int MAX_MESSAGE = 128 << 20;

  private final Bytes id;
  private final Statement.Session statement;
  private final Sealer sealer;
  private final Opener opener;

  Session(Bytes id, Statement.Session statement, Sealer sealer, Opener opener) {
    this.id = id;
    this.statement = statement;
    this.sealer = sealer;
    this.opener = opener;
  }

  /** 32 bytes that both ends derived from the handshake; not secret. */
  public Bytes id() {
    return id;
  }

  /** What the processor said about the area when the session began. */
  public Statement.Session statement() {
    return statement;
  }

  public long epoch() {
    return statement.epoch();
  }

  /**
   * Seals one thing as the records that carry it: a REQ or RESP of more than {@link #MAX_PAYLOAD}
   * as DATA fragments and itself; before any of them a KEYUPDATE when one is due.
   *
   * <p>After END nothing more can be sealed; after ALERT the session is over.
   *
   * @param type REQ (client), RESP (area), STREAM, END or ALERT
   * @throws RefusedException RECORD_SEQ when the session is over
   * @throws IllegalArgumentException for a type that this end does not send, a message beyond
   *     {@link #MAX_MESSAGE}, a STREAM or ALERT beyond {@link #MAX_PAYLOAD}
   */
  public List<Bytes> seal(RecordType type, Bytes payload) throws RefusedException {
    if (type != RecordType.ALERT && opener.isClosed()) {
      throw closed();
    }
    List<Bytes> records = sealer.seal(type, payload);
    if (type == RecordType.ALERT) {
      close();
    }
    return records;
  }

  /**
   * The last thing this end says: why it gives the session up. Possible once, also after {@link
   * #open} refused a record.
   *
   * @throws RefusedException RECORD_SEQ when the session is over
   */
  public List<Bytes> alert(List<Finding> findings) throws RefusedException {
    return seal(RecordType.ALERT, Refusal.encode(findings));
  }

  /**
   * Opens the records that one transport message carried.
   *
   * @return what they carry; a message appears when its last fragment does
   * @throws RefusedException RECORD_SEQ for a record that is altered, repeated, missing, out of
   *     order or another session's; MALFORMED, TOO_LARGE. The session is over then, and nothing of
   *     this delivery was released.
   */
  public Delivery open(List<Bytes> frames) throws RefusedException {
    return opener.open(frames);
  }

  /** The same for a transport message that is one record. */
  public Delivery open(Bytes frame) throws RefusedException {
    return open(List.of(frame));
  }

  /**
   * To be called when the transport has nothing more.
   *
   * @throws RefusedException RECORD_SEQ unless the peer's END was the last record: it was cut off
   */
  public void requireEnded() throws RefusedException {
    opener.requireEnded();
  }

  /** Over for good: a refused record, an ALERT either way, or {@link #close}. */
  public boolean isClosed() {
    return opener.isClosed();
  }

  /** Destroys the keys. Sends nothing: seal an END first for an orderly end. */
  @Override
  public void close() {
    opener.close();
    sealer.close();
  }

  static RefusedException closed() {
    return RefusedException.of(Code.RECORD_SEQ, "session", "an open session", "one that is over");
  }
}
