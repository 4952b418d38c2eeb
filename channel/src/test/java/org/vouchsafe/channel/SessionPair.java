package org.vouchsafe.channel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;

/** Two ends of a session without a handshake around them, and their clock. */
final class SessionPair {
  final AtomicLong clock = new AtomicLong();
  final Session client;
  final Session area;

  private SessionPair(HpkeContext sender, HpkeContext receiver, Bytes transcript, long epoch) {
    Statement.Session statement = statement(transcript, epoch);
    client = new KeySchedule(sender, transcript).session(Direction.TO_AREA, statement, clock::get);
    area =
        new KeySchedule(receiver, transcript).session(Direction.TO_CLIENT, statement, clock::get);
  }

  static SessionPair of(String seed) {
    return of(seed, seed, 1);
  }

  /** The same keys for the same {@code seed}, another transcript or epoch notwithstanding. */
  static SessionPair of(String seed, String transcript, long epoch) {
    try {
      FixedRandom random = new FixedRandom(seed);
      KemKey key = KemKey.generate(random);
      HpkeContext sender = HpkeContext.send(key.publicKey(), Bytes.EMPTY, random);
      HpkeContext receiver = key.receive(sender.encapsulation(), Bytes.EMPTY);
      return new SessionPair(sender, receiver, digest(transcript), epoch);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  static Bytes digest(String of) {
    return org.vouchsafe.attestation.Lp.sha384("test", Bytes.utf8(of));
  }

  static Statement.Session statement(Bytes transcript, long epoch) {
    return new Statement.Session(
        new ActivationStateId(digest("activation")),
        new EnvironmentId(digest("environment")),
        new Binding(digest("binding")),
        new Lineage(digest("lineage")),
        digest("instance").slice(0, 32),
        AreaState.HOLDER,
        epoch,
        0,
        digest("head"),
        Optional.empty(),
        Optional.empty(),
        new FreshnessAuthority.Local(Bytes.utf8("device")),
        transcript);
  }
}
