package org.vouchsafe.channel;

import java.util.function.LongSupplier;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * A handshake whose client is known and whose area has not answered: between them the area binds
 * itself or records the claim, and says so in the session statement.
 */
public final class PendingSession implements AutoCloseable {
  private final Peer peer;
  private final Lineage lineage;
  private final KeySchedule keys;
  private boolean used;

  PendingSession(Peer peer, Lineage lineage, KeySchedule keys) {
    this.peer = peer;
    this.lineage = lineage;
    this.keys = keys;
  }

  /**
   * @param m4 the answer to M3
   */
  public record Established(Bytes m4, Session session) {}

  public Peer peer() {
    return peer;
  }

  /** The lineage that this client claims or attaches to. */
  public Lineage lineage() {
    return lineage;
  }

  KeySchedule keys() {
    return keys;
  }

  /** TH2, 48 bytes, for the session statement. */
  public Bytes transcript() {
    return keys.transcript();
  }

  /**
   * Ends the handshake.
   *
   * @param statement with this handshake's {@link #transcript} and {@link #lineage}
   * @param statementKey signs it
   * @param ticker monotonic nanoseconds, for the age of keys
   * @throws IllegalArgumentException for a statement about another handshake or lineage
   * @throws IllegalStateException when called twice
   */
  public synchronized Established establish(
      Statement.Session statement, SigningKey statementKey, LongSupplier ticker) {
    if (used) {
      throw new IllegalStateException("a handshake serves once");
    }
    if (!statement.transcript().equals(keys.transcript()) || !statement.lineage().equals(lineage)) {
      throw new IllegalArgumentException("the statement is about another handshake");
    }
    used = true;
    Bytes m4 = ServerFinish.seal(keys, statement.sign(statementKey));
    return new Established(m4, keys.session(Direction.TO_CLIENT, statement, ticker));
  }

  /** Destroys the keys of a session that was not established. */
  @Override
  public synchronized void close() {
    if (!used) {
      used = true;
      keys.close();
    }
  }
}
