package org.vouchsafe.channel;

import java.security.GeneralSecurityException;
import java.util.function.LongSupplier;
import javax.crypto.Cipher;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;

/** Everything that is exported from the handshake's HPKE context. {@code channel.md} §4. */
final class KeySchedule implements AutoCloseable {
  private static final int SESSION_ID_SIZE = 32;

  private final Bytes transcript;
  private final Bytes sessionId;
  private final TrafficKey finish;
  private final TrafficKey toArea;
  private final TrafficKey toClient;

  /**
   * @param transcript TH2
   */
  KeySchedule(HpkeContext context, Bytes transcript) {
    this.transcript = transcript;
    try (SecretBytes id = context.export(Lp.lp("EHS-1 session", transcript), SESSION_ID_SIZE)) {
      this.sessionId = Bytes.copyOf(id.copy());
    }
    this.finish = TrafficKey.export(context, "fin", transcript);
    this.toArea = TrafficKey.export(context, Direction.TO_AREA.label(), transcript);
    this.toClient = TrafficKey.export(context, Direction.TO_CLIENT.label(), transcript);
  }

  Bytes transcript() {
    return transcript;
  }

  Bytes sessionId() {
    return sessionId;
  }

  /** Seals M4's content. The key serves once: the session exists after it. */
  Bytes sealFinish(Bytes content) {
    try {
      return Bytes.copyOf(finish(Cipher.ENCRYPT_MODE).doFinal(content.toArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  Bytes openFinish(Bytes sealed) throws RefusedException {
    try {
      return Bytes.copyOf(finish(Cipher.DECRYPT_MODE).doFinal(sealed.toArray()));
    } catch (GeneralSecurityException e) {
      throw RefusedException.of(
          Code.MALFORMED, "server finish", "one for this handshake", "one that does not open");
    }
  }

  private Cipher finish(int mode) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, finish, finish.nonce(0));
    cipher.updateAAD(Lp.lp("EHS-1 m4", transcript).toArray());
    return cipher;
  }

  /** Hands the traffic keys over. */
  Session session(Direction sends, Statement.Session statement, LongSupplier ticker) {
    finish.destroy();
    return new Session(
        sessionId,
        statement,
        new Sealer(cipher(sends, statement.epoch(), ticker), sends.message(), Session.MAX_MESSAGE),
        new Opener(
            cipher(sends.opposite(), statement.epoch(), ticker),
            sends.opposite().message(),
            Session.MAX_MESSAGE));
  }

  private RecordCipher cipher(Direction direction, long epoch, LongSupplier ticker) {
    TrafficKey key = direction == Direction.TO_AREA ? toArea : toClient;
    return new RecordCipher(direction, key, sessionId, epoch, ticker);
  }

  @Override
  public void close() {
    finish.destroy();
    toArea.destroy();
    toClient.destroy();
  }
}
