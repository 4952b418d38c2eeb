package org.vouchsafe.channel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;

/**
 * A client that has verified an area's evidence, and the area, with everything real but the area.
 */
public final class Meeting {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  public static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final Bytes LINEAGE_NONCE = TestAuthority.random(32);
  public static final SigningKey OWNER = TestAuthority.p384();
  public static final SigningKey DELEGATE = Forge.key("delegate");
  private static final Parameters PARAMETERS = Parameters.forOwner(OWNER.publicKey()).build();
  public static final Lineage LINEAGE = Lineage.of(OWNER.publicKey(), LINEAGE_NONCE);

  public final ClientHello hello;
  public final AreaHandshake area;
  public final EvidenceClaims claims;
  public final Bytes m2;
  public final AttestationResult verified;

  private Meeting(ClientHello hello, ReferenceValues expected, AreaState state) {
    this(hello, expected, state, claims -> claims);
  }

  private Meeting(
      ClientHello hello,
      ReferenceValues expected,
      AreaState state,
      UnaryOperator<EvidenceClaims> change) {
    try {
      this.hello = hello;
      this.area = AreaHandshake.open(hello.encode(), new FixedRandom(hello.nonceC().hex()));
      this.claims = change.apply(claims(state));
      this.m2 = area.attested(PROCESSOR.attest(claims), PROCESSOR.statementCertificate());
      this.verified =
          new Verifier(AUTHORITY.policy(expected).build())
              .verify(hello, m2, AUTHORITY.endorsements(PROCESSOR), TestAuthority.NOW);
    } catch (RefusedException | MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private EvidenceClaims claims(AreaState state) {
    return switch (state) {
      case UNBOUND -> PROCESSOR.unbound(hello, PARAMETERS, area.channelKey(), area.nonceE());
      case UNCLAIMED -> PROCESSOR.unclaimed(hello, PARAMETERS, area.channelKey(), area.nonceE());
      case HOLDER -> PROCESSOR.holder(hello, PARAMETERS, area.channelKey(), area.nonceE());
    };
  }

  public static Meeting claim() {
    return new Meeting(
        hello(ClientHello.Mode.CLAIM, Optional.empty()), madeToOrder(), AreaState.UNCLAIMED);
  }

  public static Meeting pooled() {
    return new Meeting(
        hello(ClientHello.Mode.CLAIM, Optional.of(ClientHello.Bind.to(PARAMETERS))),
        ReferenceValues.pooled(Loader.STANDARD_1, PARAMETERS),
        AreaState.UNBOUND);
  }

  public static Meeting attach() {
    return new Meeting(
        hello(ClientHello.Mode.ATTACH, Optional.empty()), madeToOrder(), AreaState.HOLDER);
  }

  /** An environment that was checkpointed before. */
  static Meeting attachAt(long seq, Bytes head) {
    return new Meeting(
        hello(ClientHello.Mode.ATTACH, Optional.empty()),
        madeToOrder(),
        AreaState.HOLDER,
        c ->
            new EvidenceClaims(
                c.platform(),
                c.deviceId(),
                c.processorVersion(),
                c.svn(),
                c.activationStateId(),
                c.loaderDigest(),
                c.environmentId(),
                c.binding(),
                c.lineage(),
                c.instanceId(),
                c.state(),
                c.epoch(),
                seq,
                Optional.of(head),
                c.programDigest(),
                c.signer(),
                c.launchDigest(),
                c.authority(),
                c.auditUri(),
                c.suite(),
                c.channelKey(),
                c.helloDigest(),
                c.nonceE()));
  }

  static ReferenceValues madeToOrder() {
    return ReferenceValues.madeToOrder(Loader.STANDARD_1, PARAMETERS);
  }

  private static ClientHello hello(ClientHello.Mode mode, Optional<ClientHello.Bind> bind) {
    return new ClientHello(
        List.of(1), TestAuthority.random(32), mode, Optional.empty(), LINEAGE_NONCE, bind);
  }

  AttestationResult fromFile() throws RefusedException, MalformedException {
    return new Verifier(AUTHORITY.policy(madeToOrder()).build())
        .verifyOffline(
            new EvidenceBundle(hello.encode(), m2, AUTHORITY.endorsements(PROCESSOR)),
            TestAuthority.NOW);
  }

  EvidenceBundle bundle() {
    return new EvidenceBundle(hello.encode(), m2, AUTHORITY.endorsements(PROCESSOR));
  }

  static Bytes root() {
    return AUTHORITY.root.certificate().der();
  }

  static Bytes parameters() {
    return PARAMETERS.encode();
  }

  static Bytes auditor() {
    return AUTHORITY.auditorKey.publicKey().spki();
  }

  static Credential credential(Right... rights) {
    return Credential.issue(OWNER, DELEGATE.publicKey(), LINEAGE, Set.of(rights), 1, 0);
  }

  public Ownership ownership() {
    return new Ownership(OWNER.publicKey(), claims.lineage(), 0);
  }

  public ClientHandshake begin() throws RefusedException {
    return ClientHandshake.begin(verified, OWNER, Optional.empty(), new FixedRandom("client"));
  }

  public PendingSession receive(ClientHandshake client)
      throws RefusedException, MalformedException {
    return area.receive(client.finish(), ownership());
  }

  /** What an honest processor says. */
  public Statement.Session statement(Bytes transcript) {
    return new Statement.Session(
        claims.activationStateId(),
        claims.environmentId().orElseThrow(),
        claims.binding().orElseThrow(),
        LINEAGE,
        claims.instanceId(),
        AreaState.HOLDER,
        1,
        0,
        LINEAGE.genesisHead(claims.environmentId().orElseThrow()),
        Optional.empty(),
        Optional.empty(),
        claims.authority().orElseThrow(),
        transcript);
  }

  /** M4 with a statement that differs in one field and is signed and sealed all the same. */
  Bytes m4(
      ClientHandshake client,
      PendingSession pending,
      UnaryOperator<Cbor.Map> change,
      SigningKey statementKey) {
    Cbor.Map changed = change.apply(statement(pending.transcript()).toCbor());
    Bytes content = changed.encode();
    Bytes signed =
        Cbor.map()
            .put("content", content)
            .put("signature", statementKey.sign("VS-statement", content))
            .encode();
    return ServerFinish.seal(pending.keys(), signed);
  }
}
