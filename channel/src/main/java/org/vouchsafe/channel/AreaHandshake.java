package org.vouchsafe.channel;

import java.security.SecureRandom;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.Lineage;

/**
 * The area's half of EHS-1, from M1 to M3. Its channel key is made for this handshake and destroyed
 * by the first M3, good or bad: an M3 is accepted at most once.
 *
 * <p>In order: {@link #open}, then the processor certifies {@link #channelKey} and calls {@link
 * #attested}, then {@link #receive}, then {@link PendingSession#establish}. How many wait half open
 * and for how long is the processor's business. Safe for many threads.
 */
public final class AreaHandshake implements AutoCloseable {
  private final Bytes m1;
  private final ClientHello hello;
  private final KemKey channelKey;
  private final Bytes nonceE;
  private Optional<Bytes> m2 = Optional.empty();

  private AreaHandshake(Bytes m1, ClientHello hello, KemKey channelKey, Bytes nonceE) {
    this.m1 = m1;
    this.hello = hello;
    this.channelKey = channelKey;
    this.nonceE = nonceE;
  }

  /**
   * Reads M1 and makes the handshake's own key and nonce.
   *
   * @param random 64 bytes of it are consumed: seed, then nonce
   * @throws RefusedException UNSUPPORTED_VERSION when the client offers no suite that is known
   *     here, or comes in mode RESTORE, which is not built yet
   */
  public static AreaHandshake open(Bytes m1, SecureRandom random)
      throws MalformedException, RefusedException {
    ClientHello hello = ClientHello.parse(m1);
    if (!hello.suites().contains(HpkeContext.SUITE)) {
      throw RefusedException.of(
          Code.UNSUPPORTED_VERSION, "suites", "" + HpkeContext.SUITE, hello.suites().toString());
    }
    if (hello.mode() == ClientHello.Mode.RESTORE) {
      throw RefusedException.of(Code.UNSUPPORTED_VERSION, "mode", "claim or attach", "restore");
    }
    KemKey key = KemKey.generate(random);
    byte[] nonce = new byte[ServerHello.NONCE_SIZE];
    random.nextBytes(nonce);
    return new AreaHandshake(m1, hello, key, Bytes.copyOf(nonce));
  }

  public ClientHello hello() {
    return hello;
  }

  /** M1 as it came. */
  public Bytes m1() {
    return m1;
  }

  public int suite() {
    return HpkeContext.SUITE;
  }

  /** pkE, 1216 bytes, to be certified. */
  public Bytes channelKey() {
    return channelKey.publicKey();
  }

  /** 32 bytes; also the session's name towards the host. */
  public Bytes nonceE() {
    return nonceE;
  }

  /**
   * Completes the first half: M2 with the certificate over {@link #channelKey}.
   *
   * @return M2
   */
  public synchronized Bytes attested(Bytes attestationCertificate, Bytes statementCertificate) {
    if (m2.isPresent()) {
      throw new IllegalStateException("a handshake is attested once");
    }
    Bytes encoded =
        new ServerHello(HpkeContext.SUITE, nonceE, attestationCertificate, statementCertificate)
            .encode();
    m2 = Optional.of(encoded);
    return encoded;
  }

  /**
   * Reads M3: who speaks, and that it speaks in this handshake. Whatever comes of it, the handshake
   * is spent.
   *
   * @param ownership as the area has it at this moment; the caller keeps it from changing until the
   *     session is established or dropped
   * @throws RefusedException NOT_OWNER, REVOKED; ALREADY_BOUND for a claim of a claimed area,
   *     CONFLICT for an attach to an unclaimed one; STALE_NONCE for another handshake's M3, or a
   *     second one
   * @throws MalformedException when it cannot be read
   */
  public synchronized PendingSession receive(Bytes m3, Ownership ownership)
      throws MalformedException, RefusedException {
    try (channelKey) {
      if (m2.isEmpty() || channelKey.isClosed()) {
        throw RefusedException.of(
            Code.STALE_NONCE, "client finish", "the first one of this handshake", "another");
      }
      Lineage lineage = lineage(ownership);
      ClientFinish finish = ClientFinish.parse(m3);
      if (!finish.nonceE().equals(nonceE)) {
        throw RefusedException.of(
            Code.STALE_NONCE, "nonce of the client finish", nonceE.hex(), finish.nonceE().hex());
      }
      Transcript transcript = new Transcript(m1, m2.get());
      HpkeContext context = channelKey.receive(finish.encapsulation(), transcript.info());
      Bytes th = transcript.beforeFinish(finish.encapsulation());
      Bytes opened = context.open(th, finish.sealed());
      Peer peer = ClientFinish.verify(opened, th, ownership, lineage);
      if (hello.mode() == ClientHello.Mode.CLAIM && !peer.owner()) {
        throw RefusedException.of(
            Code.NOT_OWNER, "claim", "the owner's own key", "a delegate's credential");
      }
      Bytes th2 = transcript.afterFinish(finish.encapsulation(), finish.sealed());
      return new PendingSession(peer, lineage, new KeySchedule(context, th2));
    }
  }

  private Lineage lineage(Ownership ownership) throws RefusedException {
    boolean claim = hello.mode() == ClientHello.Mode.CLAIM;
    if (claim && ownership.lineage().isPresent()) {
      throw RefusedException.of(
          Code.ALREADY_BOUND, "claim", "an unclaimed environment", "one that is claimed");
    }
    if (claim) {
      return Lineage.of(ownership.owner(), hello.lineageNonce());
    }
    return ownership
        .lineage()
        .orElseThrow(
            () ->
                RefusedException.of(
                    Code.CONFLICT, "attach", "a claimed environment", "an unclaimed one"));
  }

  /** Gives the handshake up. */
  @Override
  public void close() {
    channelKey.close();
  }
}
