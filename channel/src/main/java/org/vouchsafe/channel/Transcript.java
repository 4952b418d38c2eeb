package org.vouchsafe.channel;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;

/** The strings that tie keys and signatures to one handshake. {@code docs/spec/channel.md} §3. */
final class Transcript {
  private final Bytes m1;
  private final Bytes m2;

  Transcript(Bytes m1, Bytes m2) {
    this.m1 = m1;
    this.m2 = m2;
  }

  /** HPKE info. */
  Bytes info() {
    return Lp.lp("EHS-1", Bytes.of(0, HpkeContext.SUITE), m1, m2);
  }

  /** TH, 48 bytes. */
  Bytes beforeFinish(Bytes encapsulation) {
    return Lp.sha384("EHS-1 th", m1, m2, encapsulation);
  }

  /** TH2, 48 bytes: everything that was sent before the area's last word. */
  Bytes afterFinish(Bytes encapsulation, Bytes sealed) {
    return Lp.sha384("EHS-1 th2", m1, m2, encapsulation, sealed);
  }
}
