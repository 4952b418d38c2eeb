package org.vouchsafe.attestation.testing;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.ProcessorSigner;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;

/** A software processor for tests, enrolled with a {@link TestAuthority}. */
public final class TestProcessor {
  public final SigningKey deviceKey = TestAuthority.p384();
  public final SigningKey key = TestAuthority.p384();
  public final SigningKey statementKey = TestAuthority.p384();
  public final SigningKey instanceKey =
      SigningKey.generate(SigningKey.Algorithm.P256, new SecureRandom());
  public final Bytes instanceId = TestAuthority.random(32);
  public final ProcessorClaims claims;
  public final ProcessorCertificate certificate;
  public final ProcessorSigner signer;

  TestProcessor(TestAuthority authority, SoftwareVersion version, long svn) {
    this.claims =
        new ProcessorClaims(
            Platform.SOFTWARE,
            EnrolmentRequest.deviceId(deviceKey.publicKey()),
            version,
            Lp.sha384("test", Bytes.utf8("software")),
            svn,
            ProcessorClaims.sealKeyDigest(Bytes.utf8("seal key")));
    try {
      this.certificate =
          ProcessorCertificate.of(
              authority.intermediate.certifyProcessor(
                  claims, key.publicKey(), TestAuthority.serial(), TestAuthority.LONG));
    } catch (MalformedException | RefusedException e) {
      throw new AssertionError(e);
    }
    this.signer = new ProcessorSigner(key, certificate);
  }

  /** An area made to order, before its owner's claim. */
  public EvidenceClaims unclaimed(
      ClientHello hello, Parameters parameters, Bytes channelKey, Bytes nonceE) {
    return claims(
        hello,
        new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters),
        Optional.of(parameters),
        AreaState.UNCLAIMED,
        channelKey,
        nonceE);
  }

  /** An area from a pool that attests what the hello proposes. */
  public EvidenceClaims unbound(
      ClientHello hello, Parameters proposed, Bytes channelKey, Bytes nonceE) {
    return claims(
        hello,
        new ActivationState.Unbound(Loader.STANDARD_1),
        Optional.of(proposed),
        AreaState.UNBOUND,
        channelKey,
        nonceE);
  }

  /** An area made to order in epoch 1, claimed with the hello's lineage nonce. */
  public EvidenceClaims holder(
      ClientHello hello, Parameters parameters, Bytes channelKey, Bytes nonceE) {
    return claims(
        hello,
        new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters),
        Optional.of(parameters),
        AreaState.HOLDER,
        channelKey,
        nonceE);
  }

  public EvidenceClaims claims(
      ClientHello hello,
      ActivationState activation,
      Optional<Parameters> bound,
      AreaState state,
      Bytes channelKey,
      Bytes nonceE) {
    boolean holds = state == AreaState.HOLDER;
    Optional<EnvironmentId> environment =
        bound.map(p -> EnvironmentId.of(activation.loader(), p.binding()));
    Optional<Lineage> lineage =
        bound.filter(p -> holds).map(p -> Lineage.of(p.ownerKey(), hello.lineageNonce()));
    return new EvidenceClaims(
        claims.platform(),
        claims.deviceId(),
        claims.version(),
        claims.svn(),
        activation.id(),
        activation.loader().digest(),
        environment,
        bound.map(Parameters::binding),
        lineage,
        instanceId,
        state,
        holds ? 1 : 0,
        0,
        lineage.map(life -> life.genesisHead(environment.orElseThrow())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        bound.map(Parameters::authority),
        Optional.of("https://auditor.example/api/v1/auditor/certifications"),
        ClientHello.SUITE_1,
        channelKey,
        EvidenceClaims.helloDigest(hello.encode()),
        nonceE);
  }

  /** M2 with these claims, as a processor makes it. */
  public ServerHello answer(EvidenceClaims evidence) {
    return new ServerHello(
        evidence.suite(), evidence.nonceE(), attest(evidence), statementCertificate());
  }

  public Bytes attest(EvidenceClaims evidence) {
    return signer.attest(
        evidence,
        instanceKey.publicKey(),
        TestAuthority.serial(),
        TestAuthority.NOW.minusSeconds(60),
        TestAuthority.NOW.plus(Duration.ofMinutes(10)));
  }

  public Bytes statementCertificate() {
    return signer.issueStatementCertificate(
        statementKey.publicKey(),
        TestAuthority.serial(),
        TestAuthority.NOW.minusSeconds(3600),
        TestAuthority.NOW.plus(Duration.ofDays(30)));
  }
}
