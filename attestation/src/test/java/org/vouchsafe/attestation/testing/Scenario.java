package org.vouchsafe.attestation.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;

/** Evidence that verifies, in parts that a test can change before it asks for a verdict. */
public final class Scenario {
  public final TestAuthority authority;
  public final TestProcessor processor;
  public final SigningKey owner;
  public final Parameters parameters;
  public final Bytes channelKey = TestAuthority.random(1216);
  public final Bytes nonceE = TestAuthority.random(32);
  public ClientHello hello;
  public EvidenceClaims claims;
  public Bytes attestation;
  public Bytes statement;
  public Bytes answerNonce = nonceE;
  public int answerSuite = 1;
  public final AuditCertificate audit;
  public List<Bytes> chain;
  public List<Bytes> audits;
  public List<Bytes> lists;
  public List<Bytes> statuses;
  public List<Bytes> collateral = List.of();
  public Policy.Builder policy;
  public Instant now = TestAuthority.NOW;

  private Scenario(TestAuthority authority, TestProcessor processor, ClientHello.Mode mode) {
    this.authority = authority;
    this.processor = processor;
    this.owner = SigningKey.generate(SigningKey.Algorithm.P256, new java.security.SecureRandom());
    this.parameters = Parameters.forOwner(owner.publicKey()).build();
    this.hello = hello(mode, Optional.empty());
    this.audit = authority.audit(processor.claims.deviceId(), 0);
    this.chain =
        new ArrayList<>(
            List.of(
                processor.certificate.certificate().der(),
                authority.intermediate.certificate().der()));
    this.audits = new ArrayList<>(List.of(audit.der()));
    this.lists =
        new ArrayList<>(
            List.of(
                authority.emptyList(authority.root), authority.emptyList(authority.intermediate)));
    this.statuses = new ArrayList<>(List.of(authority.goodStatus(audit)));
    this.policy = authority.policy(ReferenceValues.madeToOrder(Loader.STANDARD_1, parameters));
    this.statement = processor.statementCertificate();
    this.claims = processor.unclaimed(hello, parameters, channelKey, nonceE);
    this.attestation = processor.attest(claims);
  }

  /** A new environment made to order, about to be claimed. */
  public static Scenario madeToOrder(TestAuthority authority, TestProcessor processor) {
    return new Scenario(authority, processor, ClientHello.Mode.CLAIM);
  }

  /** An area from the pool, about to be bound and claimed. */
  public static Scenario pooled(TestAuthority authority, TestProcessor processor) {
    Scenario scenario = new Scenario(authority, processor, ClientHello.Mode.CLAIM);
    scenario.hello =
        scenario.hello(
            ClientHello.Mode.CLAIM, Optional.of(ClientHello.Bind.to(scenario.parameters)));
    scenario.expect(ReferenceValues.pooled(Loader.STANDARD_1, scenario.parameters));
    return scenario.attest(
        processor.unbound(
            scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
  }

  /** A claimed environment, to be attached to. */
  public static Scenario claimed(TestAuthority authority, TestProcessor processor) {
    Scenario scenario = new Scenario(authority, processor, ClientHello.Mode.ATTACH);
    return scenario.attest(
        processor.holder(
            scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
  }

  public Scenario attest(EvidenceClaims value) {
    claims = value;
    attestation = processor.attest(value);
    return this;
  }

  public Scenario expect(ReferenceValues values) {
    policy.referenceValues(values);
    return this;
  }

  /** Changes one field of the evidence; the certificate is signed again. */
  public Scenario evidence(String field, Cbor value) {
    return content(Resigned.with(claims.encode(), field, value));
  }

  /** Puts any content into the evidence extension. */
  public Scenario content(Bytes content) {
    return certificate(old -> old.claims(Known.EVIDENCE, content));
  }

  /** Changes the attestation certificate; it is signed again by the processor. */
  public Scenario certificate(UnaryOperator<Resigned> change) {
    attestation = change.apply(Resigned.of(attestation)).sign(processor.key);
    return this;
  }

  public Scenario statement(UnaryOperator<Resigned> change) {
    statement = change.apply(Resigned.of(statement)).sign(processor.key);
    return this;
  }

  /** Changes the processor certificate; it is signed again by the intermediate. */
  public Scenario processorCertificate(UnaryOperator<Resigned> change) {
    chain.set(0, change.apply(Resigned.of(chain.get(0))).sign(authority.intermediateKey));
    return this;
  }

  public Scenario intermediate(UnaryOperator<Resigned> change) {
    chain.set(1, change.apply(Resigned.of(chain.get(1))).sign(authority.rootKey));
    return this;
  }

  public ClientHello hello(ClientHello.Mode mode, Optional<ClientHello.Bind> bind) {
    return new ClientHello(
        List.of(1),
        TestAuthority.random(32),
        mode,
        Optional.empty(),
        TestAuthority.random(32),
        bind);
  }

  public Bytes m2() {
    return new ServerHello(answerSuite, answerNonce, attestation, statement).encode();
  }

  public Endorsements endorsements() {
    return new Endorsements(chain, audits, lists, statuses, collateral);
  }

  public AttestationResult verify() throws RefusedException, MalformedException {
    return new Verifier(policy.build()).verify(hello, m2(), endorsements(), now);
  }

  public EvidenceBundle bundle() {
    return new EvidenceBundle(hello.encode(), m2(), endorsements());
  }

  public AttestationResult verifyOffline() throws RefusedException, MalformedException {
    return new Verifier(policy.build()).verifyOffline(bundle(), now);
  }
}
