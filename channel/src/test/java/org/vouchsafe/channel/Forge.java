package org.vouchsafe.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * An area's half-open handshake without certificates, and client finishes for it that are right, or
 * wrong in one place and signed and sealed all the same.
 */
final class Forge {
  static final SigningKey OWNER = key("owner");
  static final SigningKey DELEGATE = key("delegate");
  static final SigningKey STRANGER = key("stranger");
  static final Bytes LINEAGE_NONCE = SessionPair.digest("lineage nonce").slice(0, 32);
  static final Lineage LINEAGE = Lineage.of(OWNER.publicKey(), LINEAGE_NONCE);
  static final Ownership UNCLAIMED = new Ownership(OWNER.publicKey(), Optional.empty(), 0);
  static final Ownership CLAIMED = new Ownership(OWNER.publicKey(), Optional.of(LINEAGE), 5);

  final Bytes m1;
  final AreaHandshake area;
  final Bytes m2;
  private final String seed;

  private Forge(String seed, ClientHello.Mode mode) {
    this.seed = seed;
    this.m1 = hello(seed, mode).encode();
    try {
      this.area = AreaHandshake.open(m1, new FixedRandom(seed + " area"));
    } catch (MalformedException | RefusedException e) {
      throw new AssertionError(e);
    }
    this.m2 = area.attested(Bytes.utf8("attestation"), Bytes.utf8("statement"));
  }

  /** Of the area's channel key: the first bytes that the area drew. */
  Bytes seed() {
    byte[] bytes = new byte[KemKey.SEED_SIZE];
    new FixedRandom(seed + " area").nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  static Forge claim(String seed) {
    return new Forge(seed, ClientHello.Mode.CLAIM);
  }

  static Forge attach(String seed) {
    return new Forge(seed, ClientHello.Mode.ATTACH);
  }

  static SigningKey key(String seed) {
    return SigningKey.generate(SigningKey.Algorithm.ED25519, new FixedRandom(seed));
  }

  static ClientHello hello(String seed, ClientHello.Mode mode) {
    return new ClientHello(
        List.of(1),
        SessionPair.digest(seed + " nonce").slice(0, 32),
        mode,
        Optional.empty(),
        LINEAGE_NONCE,
        Optional.empty());
  }

  static Identity owner() {
    return new Identity(OWNER, Optional.empty());
  }

  static Credential credential(Right... rights) {
    return Credential.issue(OWNER, DELEGATE.publicKey(), LINEAGE, Set.of(rights), 1, 5);
  }

  static Identity delegate(Right... rights) {
    return new Identity(DELEGATE, Optional.of(credential(rights)));
  }

  /** A right one. */
  Bytes m3(Identity identity) {
    return m3(identity, finish -> finish, UnaryOperator.identity());
  }

  /**
   * @param before changes the finish before it is signed
   * @param after changes it after
   */
  Bytes m3(Identity identity, UnaryOperator<Cbor.Map> before, UnaryOperator<Cbor.Map> after) {
    Transcript transcript = new Transcript(m1, m2);
    HpkeContext context = context(transcript.info());
    Bytes th = transcript.beforeFinish(context.encapsulation());
    return seal(context, th, signed(identity, th, "EHS-1 client", before, after));
  }

  /** Signed under another label, or over another transcript. */
  Bytes m3(Identity identity, String label, String thLabel) {
    Transcript transcript = new Transcript(m1, m2);
    HpkeContext context = context(transcript.info());
    Bytes th = transcript.beforeFinish(context.encapsulation());
    Bytes signedTh = Lp.sha384(thLabel, m1, m2, context.encapsulation());
    return seal(context, th, signed(identity, signedTh, label, finish -> finish, finish -> finish));
  }

  HpkeContext context(Bytes info) {
    try {
      return HpkeContext.send(area.channelKey(), info, new FixedRandom(seed + " client"));
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  Bytes seal(HpkeContext context, Bytes aad, Bytes content) {
    return new ClientFinish(area.nonceE(), context.encapsulation(), context.seal(aad, content))
        .encode();
  }

  private static Bytes signed(
      Identity identity,
      Bytes th,
      String label,
      UnaryOperator<Cbor.Map> before,
      UnaryOperator<Cbor.Map> after) {
    Cbor.Map rest =
        before.apply(identity.write(Cbor.map().put("v", 1).put("claim", Cbor.none())).build());
    Bytes signature = identity.key().sign(label, th, Lp.sha384("EHS-1 finish", rest.encode()));
    return after.apply(with(rest, "signature", Cbor.of(signature))).encode();
  }

  static Cbor.Map with(Cbor.Map map, String key, Cbor value) {
    Cbor.MapBuilder copy = Cbor.map();
    map.entries()
        .forEach(
            (k, v) -> {
              if (!k.equals(key)) {
                copy.put(k, v);
              }
            });
    return copy.put(key, value).build();
  }

  static Cbor.Map without(Cbor.Map map, String key) {
    Cbor.MapBuilder copy = Cbor.map();
    map.entries()
        .forEach(
            (k, v) -> {
              if (!k.equals(key)) {
                copy.put(k, v);
              }
            });
    return copy.build();
  }
}
