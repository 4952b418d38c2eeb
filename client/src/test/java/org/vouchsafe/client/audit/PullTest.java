package org.vouchsafe.client.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.StatusStatement.Status;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.testing.TestClient;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestService;

/** A client that asks an auditor when what the service pushes is not enough. */
class PullTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();
  private static final Instant OLD = TestAuthority.NOW.minus(Duration.ofDays(20));
  private static final AuditCertificate AUDIT = AUTHORITY.audit(PROCESSOR.claims.deviceId(), 0);

  @TempDir Path folder;
  private TestService service;
  private TestHost host;
  private TestHost auditor;
  private EnclaveClient client;
  private PolicyFile policy;
  private String environment;

  @BeforeEach
  void open() throws Exception {
    service = new TestService(AUTHORITY, PROCESSOR);
    host = new TestHost(service);
    auditor = new TestHost((method, path, body) -> answer(body, Status.GOOD, 30));
    client = new TestClient(folder, host, AUTHORITY).open();
    policy = policy(auditor.pin().toString());
    environment = client.establish(Order.of(parameters()));
  }

  private Parameters parameters() {
    return Parameters.forOwner(client.identity().publicKey()).build();
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
    auditor.close();
  }

  private PolicyFile policy(String pin) throws Exception {
    Path file = folder.resolve("asking.yaml");
    Files.writeString(
        file, TestClient.POLICY + "      url: " + auditor.url() + "\n      pin: " + pin + "\n");
    return PolicyFile.load(file);
  }

  private static TestHost.Answer answer(byte[] question, Status status, long number)
      throws Exception {
    JsonObject asked = JsonObject.parse(question, "question");
    assertEquals(PROCESSOR.certificate.certificate().der(), asked.bytes("processorCertificate"));
    return TestHost.Answer.json(
        200,
        JsonObject.build()
            .put("audits", List.of(AUDIT.der().base64Url()))
            .put(
                "status",
                List.of(status(status, number, OLD, Optional.of(asked.bytes("nonce"))).base64Url()))
            .done()
            .compact());
  }

  private static Bytes status(Status status, long number, Instant at, Optional<Bytes> nonce) {
    return AUTHORITY.auditor.status(AUDIT, status, number, at, nonce);
  }

  private void pushing(List<Bytes> audits, List<Bytes> status) {
    service.endorsements =
        all -> new Endorsements(all.chain(), audits, all.crls(), status, List.of());
  }

  private RefusedException refused() {
    return assertThrows(RefusedException.class, () -> client.verify(environment, policy));
  }

  /** The answer's date is old; its nonce is what makes it fresh. */
  @Test
  void what_is_not_pushed_is_asked_for() throws Exception {
    pushing(List.of(), List.of());
    VerifiedEnvironment verified = client.verify(environment, policy);
    assertEquals(AUDIT.der(), verified.result().audit().orElseThrow().der());
    assertEquals(List.of(AUDIT.der()), verified.bundle().endorsements().audits());
    assertEquals(List.of("POST /api/v1/auditor/certifications"), auditor.requests);
  }

  @Test
  void nobody_is_asked_when_the_push_is_enough() throws Exception {
    client.verify(environment, policy);
    assertEquals(List.of(), auditor.requests);
  }

  /** S09: the service pushes for ever what it was given before the withdrawal. */
  @Test
  void a_pushed_status_that_is_too_old_is_asked_for_again() throws Exception {
    pushing(List.of(AUDIT.der()), List.of(status(Status.GOOD, 3, OLD, Optional.empty())));
    client.verify(environment, policy);
    auditor.answering((method, path, body) -> answer(body, Status.WITHDRAWN, 31));
    assertEquals(Code.AUDIT_WITHDRAWN, refused().code());
  }

  @Test
  void a_pushed_status_that_is_older_than_one_seen_gives_way_to_the_answer() throws Exception {
    pushing(List.of(), List.of());
    client.verify(environment, policy);
    pushing(
        List.of(AUDIT.der()), List.of(status(Status.GOOD, 3, TestAuthority.NOW, Optional.empty())));
    client.verify(environment, policy);
    assertEquals(2, auditor.requests.size());
  }

  /** An auditor's server with an old register must not undo what the auditor signed since. */
  @Test
  void an_answer_does_not_hide_a_later_withdrawal() {
    pushing(
        List.of(AUDIT.der()),
        List.of(status(Status.WITHDRAWN, 31, TestAuthority.NOW, Optional.empty())));
    assertEquals(Code.AUDIT_WITHDRAWN, refused().code());
    assertEquals(1, auditor.requests.size());
  }

  /** Nobody can be asked any more, and the service goes on with a status that is not old yet. */
  @Test
  void a_withdrawal_that_was_seen_is_not_forgotten() throws Exception {
    pushing(List.of(), List.of());
    auditor.answering((method, path, body) -> answer(body, Status.WITHDRAWN, 31));
    assertEquals(Code.AUDIT_WITHDRAWN, refused().code());
    auditor.close();
    pushing(
        List.of(AUDIT.der()), List.of(status(Status.GOOD, 3, TestAuthority.NOW, Optional.empty())));
    assertEquals(Code.STATUS_TOO_OLD, refused().code());
  }

  @Test
  void a_refusal_for_other_reasons_asks_nobody() throws Exception {
    service.parameters = wanted -> Parameters.forOwner(AUTHORITY.auditorKey.publicKey()).build();
    environment = client.establish(Order.of(parameters()));
    pushing(List.of(), List.of());
    assertTrue(
        refused().findings().stream()
            .map(Finding::code)
            .anyMatch(Code.MEASUREMENT_MISMATCH::equals));
    assertEquals(List.of(), auditor.requests);
  }

  @Test
  void who_does_not_answer_is_named_beside_the_refusal() {
    pushing(List.of(AUDIT.der()), List.of(status(Status.GOOD, 3, OLD, Optional.empty())));
    auditor.close();
    RefusedException refused = refused();
    assertEquals(Code.STATUS_TOO_OLD, refused.code());
    Finding last = refused.findings().get(refused.findings().size() - 1);
    assertEquals(Code.UNAVAILABLE, last.code());
    assertTrue(last.check().contains(auditor.url().toString()), last.toString());
  }

  @Test
  void a_server_with_another_key_is_told_nothing() throws Exception {
    pushing(List.of(), List.of());
    policy = policy("sha256:" + "00".repeat(32));
    RefusedException refused = refused();
    assertEquals(Code.AUDIT_MISSING, refused.code());
    assertEquals(Code.CHAIN_INVALID, refused.findings().get(1).code());
    assertEquals(List.of(), auditor.requests);
  }

  @Test
  void an_answer_that_is_none_counts_for_nothing() {
    pushing(List.of(), List.of());
    Bytes device =
        new StatusStatement(
                AUTHORITY.auditorKey.publicKey().id(),
                StatusStatement.Kind.DEVICE,
                PROCESSOR.claims.deviceId().value(),
                Status.GOOD,
                9,
                TestAuthority.NOW,
                Optional.empty())
            .sign(AUTHORITY.auditorKey);
    for (String text :
        List.of(
            "no JSON",
            "{}",
            "{\"audits\":[\"!\"],\"status\":[]}",
            "{\"audits\":[\"AAAA\"],\"status\":[]}",
            "{\"audits\":[" + "\"AAAA\",".repeat(16) + "\"AAAA\"],\"status\":[]}",
            "{\"audits\":[],\"status\":[\"" + device.base64Url() + "\"]}")) {
      auditor.answering((method, path, body) -> TestHost.Answer.json(200, text));
      assertEquals(Code.AUDIT_MISSING, refused().code(), text);
    }
    auditor.answering(
        (method, path, body) ->
            TestHost.Answer.problem(404, "{\"code\":\"AUDIT_MISSING\",\"title\":\"None.\"}"));
    assertEquals(2, refused().findings().size());
  }

  /** The pulled answer is judged like everything else: another's signature is nobody's word. */
  @Test
  void an_audit_that_the_auditor_did_not_sign_is_not_one() {
    pushing(List.of(), List.of());
    AuditCertificate forged =
        org.vouchsafe.attestation.certificate.Auditor.named("test auditor", TestAuthority.p384())
            .audit(
                PROCESSOR.claims.deviceId(),
                TestAuthority.auditClaims(9),
                TestAuthority.serial(),
                TestAuthority.LONG);
    auditor.answering(
        (method, path, body) ->
            TestHost.Answer.json(
                200, "{\"audits\":[\"" + forged.der().base64Url() + "\"],\"status\":[]}"));
    assertEquals(Code.AUDIT_MISSING, refused().code());
  }
}
