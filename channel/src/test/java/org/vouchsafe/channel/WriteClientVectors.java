package org.vouchsafe.channel;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.TestAuthority;

/**
 * Wrote {@code accept.txt}; see {@link VectorWriter}. Certificates are made anew each time: run
 * again, it writes another file that is as good.
 */
final class WriteClientVectors {
  private final VectorWriter out =
      new VectorWriter(
          """
          docs/spec/channel.md, section 2.2: what a client makes of M4. bundle: M1, M2 and endorsements,
          verified in a live exchange at now, with root and auditor trusted and the environment of parameters
          expected. key: of the owner, PKCS#8. random: what the client drew for its encapsulation.\
          """);

  public static void main(String[] arguments)
      throws IOException, RefusedException, MalformedException {
    WriteClientVectors vectors = new WriteClientVectors();
    vectors.claim("claimed", Meeting.claim());
    vectors.attach("attached", Meeting.attach());
    vectors.delegate(Meeting.attach());
    vectors.out.write("accept.txt");
  }

  private static Bytes random() {
    byte[] bytes = new byte[64];
    new FixedRandom("client").nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private PendingSession begun(Meeting meeting) throws RefusedException, MalformedException {
    return meeting.receive(meeting.begin());
  }

  private Bytes m4(
      Meeting meeting, PendingSession pending, UnaryOperator<Cbor.Map> change, SigningKey key)
      throws RefusedException {
    return meeting.m4(meeting.begin(), pending, change, key);
  }

  private void base(String name, Meeting meeting, Bytes m4) {
    out.add(
        name,
        "ok",
        "do",
        "client-accept",
        "root",
        Meeting.root().hex(),
        "auditor",
        Meeting.auditor().hex(),
        "now",
        TestAuthority.NOW.toString(),
        "parameters",
        Meeting.parameters().hex(),
        "bundle",
        meeting.bundle().encode().hex(),
        "key",
        Bytes.copyOf(Meeting.OWNER.pkcs8()).hex(),
        "random",
        random().hex(),
        "m4",
        m4.hex());
  }

  private void claim(String base, Meeting meeting) throws RefusedException, MalformedException {
    PendingSession pending = begun(meeting);
    SigningKey key = Meeting.PROCESSOR.statementKey;
    base(base, meeting, m4(meeting, pending, s -> s, key));
    changed(base, meeting, pending);
    refuse(
        base + ", seq 1",
        "NOT_HOLDER",
        base,
        m4(meeting, pending, s -> Forge.with(s, "seq", Cbor.of(1)), key));
  }

  private void attach(String base, Meeting meeting) throws RefusedException, MalformedException {
    PendingSession pending = begun(meeting);
    SigningKey key = Meeting.PROCESSOR.statementKey;
    Bytes right = m4(meeting, pending, s -> s, key);
    base(base, meeting, right);
    changed(base, meeting, pending);
    out.edited("m4 cut", "MALFORMED", base, "m4 cut " + (right.size() - 1));
    out.edited("m4 with a byte more", "MALFORMED", base, "m4 append 00");
    out.edited("m4 altered at its end", "MALFORMED", base, "m4 flip " + (right.size() - 4) + " 01");
    out.edited("m4 altered in the middle", "MALFORMED", base, "m4 flip 300 80");
    refuse("m4 of nothing", "MALFORMED", base, Bytes.EMPTY);
    refuse(
        "m4 of another handshake",
        "MALFORMED",
        base,
        m4(Meeting.attach(), begun(Meeting.attach()), s -> s, key));
    Cbor.Map outer = (Cbor.Map) Cbor.decode(right, "m4", 1 << 16);
    refuse(
        "m4 of version 2",
        "UNSUPPORTED_VERSION",
        base,
        Forge.with(outer, "v", Cbor.of(2)).encode());
    refuse("m4 with more", "MALFORMED", base, Forge.with(outer, "more", Cbor.none()).encode());
    inside(base, meeting, pending);
  }

  private void inside(String base, Meeting meeting, PendingSession pending) {
    Cbor.Map content =
        Cbor.map()
            .put("v", 1)
            .put("sessionId", pending.keys().sessionId())
            .put(
                "statement",
                meeting.statement(pending.transcript()).sign(Meeting.PROCESSOR.statementKey))
            .put("authority", Cbor.none())
            .build();
    sealed(
        "inside: version 2",
        "UNSUPPORTED_VERSION",
        base,
        pending,
        Forge.with(content, "v", Cbor.of(2)));
    sealed(
        "inside: an authority's answer",
        "UNSUPPORTED_VERSION",
        base,
        pending,
        Forge.with(content, "authority", Cbor.of(Bytes.of(1))));
    sealed(
        "inside: another session id",
        "MALFORMED",
        base,
        pending,
        Forge.with(content, "sessionId", Cbor.of(Bytes.copyOf(new byte[32]))));
    sealed(
        "inside: without a statement",
        "MALFORMED",
        base,
        pending,
        Forge.without(content, "statement"));
    sealed(
        "inside: without an authority",
        "MALFORMED",
        base,
        pending,
        Forge.without(content, "authority"));
  }

  private void sealed(
      String name, String expected, String base, PendingSession pending, Cbor.Map content) {
    Bytes ct1 = pending.keys().sealFinish(content.encode());
    refuse(name, expected, base, Cbor.map().put("v", 1).put("ct1", ct1).encode());
  }

  private void delegate(Meeting meeting) throws RefusedException, MalformedException {
    PendingSession pending =
        meeting.receive(
            ClientHandshake.begin(
                meeting.verified,
                Meeting.DELEGATE,
                Optional.of(Meeting.credential(Right.INVOKE)),
                new FixedRandom("client")));
    Bytes m4 = m4(meeting, pending, s -> s, Meeting.PROCESSOR.statementKey);
    out.add(
        "attached by a delegate",
        "ok",
        "base",
        "attached",
        "bundle",
        meeting.bundle().encode().hex(),
        "key",
        Bytes.copyOf(Meeting.DELEGATE.pkcs8()).hex(),
        "credential",
        Meeting.credential(Right.INVOKE).encode().hex(),
        "m4",
        m4.hex());
    out.add(
        "another key's credential",
        "NO_RIGHT",
        "base",
        "attached by a delegate",
        "key",
        Bytes.copyOf(Meeting.OWNER.pkcs8()).hex());
    out.add(
        "claimed with a credential",
        "NOT_OWNER",
        "base",
        "claimed",
        "key",
        Bytes.copyOf(Meeting.DELEGATE.pkcs8()).hex(),
        "credential",
        Meeting.credential(Right.INVOKE).encode().hex());
    out.add(
        "attached by another owner",
        "BINDING_MISMATCH",
        "base",
        "attached",
        "key",
        Bytes.copyOf(Forge.STRANGER.pkcs8()).hex());
  }

  /** A statement that is signed and sealed as it should be, and wrong in one field. */
  private void changed(String base, Meeting meeting, PendingSession pending)
      throws RefusedException {
    SigningKey key = Meeting.PROCESSOR.statementKey;
    String[][] fields = {
      {"transcript", "STALE_NONCE"},
      {"activationStateId", "MEASUREMENT_MISMATCH"},
      {"environmentId", "BINDING_MISMATCH"},
      {"binding", "BINDING_MISMATCH"},
      {"lineage", "BINDING_MISMATCH"},
      {"head", "NOT_HOLDER"}
    };
    Cbor other = Cbor.of(SessionPair.digest("something else"));
    for (String[] field : fields) {
      refuse(
          base + ", another " + field[0],
          field[1],
          base,
          m4(meeting, pending, s -> Forge.with(s, field[0], other), key));
    }
    refuse(
        base + ", another instanceId",
        "NOT_HOLDER",
        base,
        m4(
            meeting,
            pending,
            s -> Forge.with(s, "instanceId", Cbor.of(SessionPair.digest("x").slice(0, 32))),
            key));
    refuse(
        base + ", epoch 2",
        "NOT_HOLDER",
        base,
        m4(meeting, pending, s -> Forge.with(s, "epoch", Cbor.of(2)), key));
    refuse(
        base + ", a program",
        "PROGRAM_DIGEST",
        base,
        m4(
            meeting,
            pending,
            s -> Forge.with(Forge.with(s, "programDigest", other), "launchDigest", other),
            key));
    refuse(
        base + ", another authority",
        "BINDING_MISMATCH",
        base,
        m4(
            meeting,
            pending,
            s ->
                Forge.with(
                    s,
                    "authority",
                    new FreshnessAuthority.Owner(Forge.STRANGER.publicKey()).toCbor()),
            key));
    refuse(
        base + ", state unclaimed",
        "MALFORMED",
        base,
        m4(meeting, pending, s -> Forge.with(s, "state", Cbor.of("unclaimed")), key));
    refuse(
        base + ", role invoke",
        "WRONG_ROLE",
        base,
        m4(meeting, pending, s -> Forge.with(s, "role", Cbor.of("invoke")), key));
    refuse(
        base + ", signed by the processor key",
        "CHAIN_INVALID",
        base,
        m4(meeting, pending, s -> s, Meeting.PROCESSOR.key));
  }

  private void refuse(String name, String expected, String base, Bytes m4) {
    out.add(name, expected, "base", base, "m4", m4.hex());
  }
}
