package org.vouchsafe.channel;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Freshness;

/**
 * The client's half of EHS-1 after verification: makes M3, reads M4. It starts from an {@link
 * AttestationResult} and from nothing else, so the key that it seals to is a verified one.
 *
 * <p>Secrets may be sent on the session that {@link #accept} returns, and not before: M4 is the
 * only proof that the area took part in this handshake and is bound to this owner. What the client
 * remembers about the lineage ({@link LineagePins}) is checked by the caller against {@link
 * Session#statement}, before it sends anything.
 *
 * <p>One use, not thread-safe.
 */
public final class ClientHandshake implements AutoCloseable {
  private final AttestationResult verified;
  private final Lineage lineage;
  private final Bytes m3;
  private final KeySchedule keys;
  private boolean used;

  private ClientHandshake(AttestationResult verified, Lineage lineage, Bytes m3, KeySchedule keys) {
    this.verified = verified;
    this.lineage = lineage;
    this.m3 = m3;
    this.keys = keys;
  }

  /**
   * @param identity the owner's key, or the delegate's
   * @param credential none for the owner
   * @param random 64 bytes of it are consumed
   * @throws RefusedException STALE_NONCE when the evidence was not made for a live exchange;
   *     NO_RIGHT for another key's credential; NOT_OWNER when a delegate claims; BINDING_MISMATCH
   *     when the evidence is of another lineage than this client's
   */
  public static ClientHandshake begin(
      AttestationResult verified,
      SigningKey identity,
      Optional<Credential> credential,
      SecureRandom random)
      throws RefusedException {
    if (verified.freshness() != Freshness.FRESH) {
      throw RefusedException.of(
          Code.STALE_NONCE, "freshness", "evidence from a live exchange", "not established");
    }
    Identity client = Identity.of(identity, credential);
    Lineage lineage = expectedLineage(verified, client);
    Transcript transcript = new Transcript(verified.m1(), verified.m2());
    HpkeContext context = HpkeContext.send(verified.channelKey(), transcript.info(), random);
    Bytes th = transcript.beforeFinish(context.encapsulation());
    Bytes sealed = context.seal(th, ClientFinish.sign(client, th));
    Bytes m3 =
        new ClientFinish(verified.claims().nonceE(), context.encapsulation(), sealed).encode();
    KeySchedule keys =
        new KeySchedule(context, transcript.afterFinish(context.encapsulation(), sealed));
    return new ClientHandshake(verified, lineage, m3, keys);
  }

  /**
   * What this client knows the lineage to be, not what the evidence says it is. Evidence for a
   * claim was verified to be of an area that has none.
   */
  private static Lineage expectedLineage(AttestationResult verified, Identity client)
      throws RefusedException {
    boolean claim = verified.hello().mode() == ClientHello.Mode.CLAIM;
    Optional<Credential> credential = client.credential();
    if (claim && credential.isPresent()) {
      throw RefusedException.of(Code.NOT_OWNER, "claim", "the owner's own key", "a credential");
    }
    Bytes nonce = verified.hello().lineageNonce();
    Lineage expected =
        credential
            .map(Credential::lineage)
            .orElseGet(() -> Lineage.of(client.key().publicKey(), nonce));
    Optional<Lineage> attested = verified.claims().lineage();
    if (!claim && !attested.equals(Optional.of(expected))) {
      throw RefusedException.of(
          Code.BINDING_MISMATCH,
          "lineage in the evidence",
          expected.hex(),
          attested.map(Lineage::hex).orElse("none"));
    }
    return expected;
  }

  KeySchedule keys() {
    return keys;
  }

  /** M3. Byte for byte the same each time: a lost one may be sent again. */
  public Bytes finish() {
    return m3;
  }

  /** Reads M4; see {@link #accept(Bytes, LongSupplier)}. */
  public Session accept(Bytes m4) throws RefusedException, MalformedException {
    return accept(m4, System::nanoTime);
  }

  /**
   * Reads M4, and compares the session statement with the evidence field by field.
   *
   * @param ticker monotonic nanoseconds, for the age of keys
   * @throws RefusedException when M4 is not the answer to this M3, its statement is not signed by
   *     the attested statement key, or it says anything else than the evidence did. The handshake
   *     is over then.
   * @throws IllegalStateException when called twice
   */
  public Session accept(Bytes m4, LongSupplier ticker) throws RefusedException, MalformedException {
    if (used) {
      throw new IllegalStateException("a handshake serves once");
    }
    used = true;
    try {
      Statement.Session statement =
          Statement.Session.verify(ServerFinish.open(keys, m4), verified.statementKey());
      StatementCheck.require(statement, verified.claims(), lineage, keys.transcript());
      return keys.session(Direction.TO_AREA, statement, ticker);
    } catch (RefusedException | MalformedException e) {
      keys.close();
      throw e;
    }
  }

  /** Destroys the keys of a handshake that {@link #accept} did not finish. */
  @Override
  public void close() {
    if (!used) {
      used = true;
      keys.close();
    }
  }
}
