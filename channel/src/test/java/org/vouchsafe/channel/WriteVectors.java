package org.vouchsafe.channel;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;

/** Wrote {@code handshake.txt} and {@code session.txt}; see {@link VectorWriter}. */
final class WriteVectors {
  private WriteVectors() {}

  public static void main(String[] arguments) throws IOException, RefusedException {
    handshake();
    session();
  }

  private static void handshake() throws IOException {
    VectorWriter out =
        new VectorWriter(
            """
            docs/spec/channel.md, section 2.1: what an area makes of a client finish.
            seed and nonceE: what the area drew; owner, lineage (or none), generation: what it knows.
            The certificates in m2 are not read here.\
            """);
    area(out, "claim by the owner", "ok", Forge.claim("v1"), Forge.owner(), Forge.UNCLAIMED);
    area(out, "attach by the owner", "ok", Forge.attach("v2"), Forge.owner(), Forge.CLAIMED);
    area(
        out,
        "attach by a delegate",
        "ok",
        Forge.attach("v3"),
        Forge.delegate(Right.INVOKE, Right.ATTACH),
        Forge.CLAIMED);
    for (SigningKey.Algorithm algorithm :
        List.of(SigningKey.Algorithm.P256, SigningKey.Algorithm.P384)) {
      SigningKey key = SigningKey.generate(algorithm, new FixedRandom("v " + algorithm));
      area(
          out,
          "claim by an owner with a " + algorithm + " key",
          "ok",
          Forge.claim("v4"),
          new Identity(key, Optional.empty()),
          new Ownership(key.publicKey(), Optional.empty(), 0));
    }
    wrongParty(out);
    wrongForm(out);
    flips(out);
    out.write("handshake.txt");
  }

  private static void wrongParty(VectorWriter out) {
    out.add(
        "claim of a claimed area",
        "ALREADY_BOUND",
        "base",
        "claim by the owner",
        "lineage",
        Forge.LINEAGE.hex());
    out.add(
        "attach to an unclaimed area",
        "CONFLICT",
        "base",
        "attach by the owner",
        "lineage",
        "none");
    out.add(
        "credential of a generation that has passed",
        "REVOKED",
        "base",
        "attach by a delegate",
        "generation",
        "6");
    out.add(
        "credential for another lineage",
        "NOT_OWNER",
        "base",
        "attach by a delegate",
        "lineage",
        SessionPair.digest("another").hex());
    out.add(
        "another owner's area",
        "NOT_OWNER",
        "base",
        "claim by the owner",
        "owner",
        Forge.STRANGER.publicKey().spki().hex());
    out.add(
        "m3 of another handshake",
        "STALE_NONCE",
        "base",
        "claim by the owner",
        "m3",
        Forge.claim("v9").m3(Forge.owner()).hex());
    area(
        out,
        "claim by a delegate",
        "NOT_OWNER",
        Forge.claim("v5"),
        Forge.delegate(Right.values()),
        Forge.UNCLAIMED);
    area(
        out,
        "claim by a stranger",
        "NOT_OWNER",
        Forge.claim("v5"),
        new Identity(Forge.STRANGER, Optional.empty()),
        Forge.UNCLAIMED);
    area(
        out,
        "credential issued by a stranger",
        "NOT_OWNER",
        Forge.attach("v5"),
        new Identity(
            Forge.DELEGATE,
            Optional.of(
                Credential.issue(
                    Forge.STRANGER,
                    Forge.DELEGATE.publicKey(),
                    Forge.LINEAGE,
                    Set.of(Right.INVOKE),
                    1,
                    5))),
        Forge.CLAIMED);
    area(
        out,
        "credential used by another key",
        "NOT_OWNER",
        Forge.attach("v5"),
        new Identity(Forge.STRANGER, Optional.of(Forge.credential(Right.INVOKE))),
        Forge.CLAIMED);
    area(
        out,
        "credential for another lineage, well signed",
        "NOT_OWNER",
        Forge.attach("v5"),
        new Identity(
            Forge.DELEGATE,
            Optional.of(
                Credential.issue(
                    Forge.OWNER,
                    Forge.DELEGATE.publicKey(),
                    new Lineage(SessionPair.digest("x")),
                    Set.of(Right.INVOKE),
                    1,
                    5))),
        Forge.CLAIMED);
  }

  private static void wrongForm(VectorWriter out) {
    Forge forge = Forge.attach("v6");
    area(out, "the base of the wrong forms", "ok", forge, Forge.owner(), Forge.CLAIMED);
    form(
        out,
        forge,
        "both owner and credential",
        "MALFORMED",
        "credential",
        Cbor.of(Forge.credential(Right.INVOKE).encode()));
    form(out, forge, "neither owner nor credential", "MALFORMED", "owner", Cbor.none());
    form(out, forge, "owner that is no key", "MALFORMED", "owner", Cbor.of(Bytes.of(0x30, 0)));
    form(out, forge, "a claim grant", "UNSUPPORTED_VERSION", "claim", Cbor.of(Bytes.of(1)));
    form(out, forge, "a later version inside", "UNSUPPORTED_VERSION", "v", Cbor.of(2));
    form(out, forge, "an unknown field inside", "MALFORMED", "more", Cbor.none());
    form(out, forge, "a credential that is no bytes", "MALFORMED", "credential", Cbor.of("x"));
    for (String key : List.of("v", "claim", "credential", "owner")) {
      out.add(
          "without " + key + " inside",
          "MALFORMED",
          "base",
          "the base of the wrong forms",
          "m3",
          forge.m3(Forge.owner(), r -> Forge.without(r, key), f -> f).hex());
    }
    out.add(
        "without a signature",
        "MALFORMED",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.m3(Forge.owner(), r -> r, f -> Forge.without(f, "signature")).hex());
    out.add(
        "with an empty signature",
        "MALFORMED",
        "base",
        "the base of the wrong forms",
        "m3",
        forge
            .m3(Forge.owner(), r -> r, f -> Forge.with(f, "signature", Cbor.of(Bytes.EMPTY)))
            .hex());
    out.add(
        "with a signature of zeroes",
        "NOT_OWNER",
        "base",
        "the base of the wrong forms",
        "m3",
        forge
            .m3(
                Forge.owner(),
                r -> r,
                f -> Forge.with(f, "signature", Cbor.of(Bytes.copyOf(new byte[64]))))
            .hex());
    out.add(
        "signed for a message",
        "NOT_OWNER",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.m3(Forge.owner(), "EHS-1A", "EHS-1 th").hex());
    out.add(
        "signed over TH2's label",
        "NOT_OWNER",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.m3(Forge.owner(), "EHS-1 client", "EHS-1 th2").hex());
    Transcript transcript = new Transcript(forge.m1, forge.m2);
    HpkeContext context = forge.context(Bytes.EMPTY);
    Bytes th = transcript.beforeFinish(context.encapsulation());
    out.add(
        "sealed with an empty info",
        "MALFORMED",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.seal(context, th, ClientFinish.sign(Forge.owner(), th)).hex());
    HpkeContext right = forge.context(transcript.info());
    out.add(
        "sealed with empty associated data",
        "MALFORMED",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.seal(right, Bytes.EMPTY, ClientFinish.sign(Forge.owner(), th)).hex());
    out.add(
        "no finish inside",
        "MALFORMED",
        "base",
        "the base of the wrong forms",
        "m3",
        forge.seal(forge.context(transcript.info()), th, Bytes.of(0xF6)).hex());
    out.add(
        "an unknown suite in m1",
        "UNSUPPORTED_VERSION",
        "base",
        "the base of the wrong forms",
        "m1",
        forge.m1.hex().replace("66737569746573" + "8101", "66737569746573" + "8102"));
    out.add(
        "mode restore",
        "UNSUPPORTED_VERSION",
        "base",
        "the base of the wrong forms",
        "m1",
        Forge.hello("v6", org.vouchsafe.attestation.evidence.ClientHello.Mode.RESTORE)
            .encode()
            .hex());
  }

  private static void form(
      VectorWriter out, Forge forge, String name, String expected, String key, Cbor value) {
    out.add(
        name,
        expected,
        "base",
        "the base of the wrong forms",
        "m3",
        forge.m3(Forge.owner(), rest -> Forge.with(rest, key, value), f -> f).hex());
  }

  private static void flips(VectorWriter out) {
    String base = "claim by the owner";
    String m3 = Forge.claim("v1").m3(Forge.owner()).hex();
    int ct0 = m3.indexOf("63637430") / 2 + 4 + 3;
    int enc = m3.indexOf("63656e63") / 2 + 4 + 3;
    int nonce = m3.indexOf("666e6f6e636545") / 2 + 7 + 2;
    out.edited("m3 without its last byte", "MALFORMED", base, "m3 cut " + (m3.length() / 2 - 1));
    out.edited("m3 with a byte more", "MALFORMED", base, "m3 append 00");
    out.edited("m3 empty", "MALFORMED", base, "m3 cut 0");
    out.edited("m3 as an array", "MALFORMED", base, "m3 flip 0 20");
    out.edited("m3 nonce altered", "STALE_NONCE", base, "m3 flip " + nonce + " 01");
    out.edited("m1 altered", "MALFORMED", base, "m1 flip " + (m3.length() > 0 ? 20 : 0) + " 01");
    for (int at : new int[] {0, 500, 1087, 1088, 1119}) {
      out.edited("enc altered at " + at, "MALFORMED", base, "m3 flip " + (enc + at) + " 01");
    }
    for (int at : new int[] {0, 40, 100}) {
      out.edited("ct0 altered at " + at, "MALFORMED", base, "m3 flip " + (ct0 + at) + " 80");
    }
    out.edited(
        "ct0's tag altered",
        "MALFORMED",
        base,
        "m3 flip " + (m3.indexOf("63656e63") / 2 - 1) + " 01");
  }

  private static void area(
      VectorWriter out,
      String name,
      String expected,
      Forge forge,
      Identity identity,
      Ownership ownership) {
    out.add(
        name,
        expected,
        "do",
        "area-finish",
        "seed",
        forge.seed().hex(),
        "nonceE",
        forge.area.nonceE().hex(),
        "owner",
        ownership.owner().spki().hex(),
        "lineage",
        ownership.lineage().map(Lineage::hex).orElse("none"),
        "generation",
        "" + ownership.generation(),
        "m1",
        forge.m1.hex(),
        "m2",
        forge.m2.hex(),
        "m3",
        forge.m3(identity).hex());
  }

  private static void session() throws IOException, RefusedException {
    VectorWriter out =
        new VectorWriter(
            """
            docs/spec/channel.md, sections 3 and 4: keys from an HPKE context and TH2, and records.
            seed: of the recipient's X-Wing key. A delivery is the records of one transport message.\
            """);
    FixedRandom random = new FixedRandom("session vectors");
    SecretBytes seed = SecretBytes.random(32, random);
    String seedHex = Bytes.copyOf(seed.copy()).hex();
    KemKey key = KemKey.fromSeed(seed);
    Bytes info = Bytes.utf8("info");
    HpkeContext context = HpkeContext.send(key.publicKey(), info, random);
    Bytes th2 = SessionPair.digest("th2");
    out.add(
        "keys",
        "ok",
        "do",
        "key-schedule",
        "seed",
        seedHex,
        "enc",
        context.encapsulation().hex(),
        "info",
        info.hex(),
        "th2",
        th2.hex());
    new SessionVectors(out, seedHex, context, th2).write();
    out.write("session.txt");
  }
}
