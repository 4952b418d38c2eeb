package org.vouchsafe.attestation.certificate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.Seeds;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.attestation.verify.Verifier;

/**
 * Any bytes at all: each parser reads or refuses, in one of the two ways to refuse. In the normal
 * build the seeds and what is cut and bent out of them are replayed; {@code JAZZER_FUZZ=1} searches
 * for more.
 */
class CertificateParsersFuzzTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final Scenario SCENARIO = Scenario.madeToOrder(AUTHORITY, PROCESSOR);
  private static final Verifier VERIFIER = new Verifier(SCENARIO.policy.build());

  private interface Parser {
    void read(Bytes input) throws MalformedException, RefusedException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          Certificate::parse,
          ProcessorCertificate::parse,
          AttestationCertificate::parse,
          AuditCertificate::parse,
          RevocationList::parse,
          StatusStatement::parse,
          EvidenceClaims::parse,
          ProcessorClaims::parse,
          AuthorityClaims::parse,
          AuditClaims::parse,
          EnrolmentRequest::parse,
          input -> Statement.Session.verify(input, PROCESSOR.statementKey.publicKey()),
          input -> Statement.Invoke.verify(input, PROCESSOR.statementKey.publicKey()),
          input ->
              VERIFIER.verifyOffline(
                  EvidenceBundle.parse(input), Instant.parse("2026-11-23T12:00:00Z")));

  static Stream<Arguments> seeds() {
    List<Bytes> whole =
        List.of(
            SCENARIO.attestation,
            SCENARIO.statement,
            SCENARIO.chain.get(0),
            SCENARIO.chain.get(1),
            AUTHORITY.root.certificate().der(),
            SCENARIO.audit.der(),
            SCENARIO.lists.get(0),
            SCENARIO.statuses.get(0),
            SCENARIO.claims.encode(),
            PROCESSOR.claims.encode(),
            EnrolmentRequest.create(PROCESSOR.claims, PROCESSOR.deviceKey, PROCESSOR.key).encode(),
            SCENARIO.bundle().encode());
    return Seeds.around(whole);
  }

  @MethodSource("seeds")
  @FuzzTest
  void parsersReadOrRefuse(byte[] data) {
    Bytes input = Bytes.copyOf(data);
    for (Parser parser : PARSERS) {
      try {
        parser.read(input);
      } catch (MalformedException | RefusedException e) {
        // The two ways to refuse.
      }
    }
  }
}
