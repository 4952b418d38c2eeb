package org.vouchsafe.host.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.account.Doors;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.log.AuditLog;

/**
 * An auditor on a server of their own: signs with a PKCS#12 key, or enters what was signed away.
 */
class AuditorDeskTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final Validity YEAR = new Validity(NOW, NOW.plus(Duration.ofDays(365)));

  @TempDir private Path folder;
  private final SigningKey rootKey = newKey();
  private final Authority root =
      Authority.root("DEVELOPMENT root", true, rootKey, random(16), YEAR);
  private final SigningKey key = newKey();
  private final DeviceId device = new DeviceId(random(48));
  private final AuditClaims found = new AuditClaims(0, "visit", "Rack 1", random(48));
  private final Caller client = Fixture.client();
  private final Caller auditor = new Caller(client.account(), client.user(), Set.of(Role.AUDITOR));
  private Settings settings = Fixture.settings();

  private static SigningKey newKey() {
    return SigningKey.generate(SigningKey.Algorithm.P384, RANDOM);
  }

  private static Bytes random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  @BeforeEach
  void store() throws Exception {
    Certificate certificate =
        root.certifyAuditor("Careful & Co", key.publicKey(), random(16), YEAR);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    PrivateKey secret =
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.pkcs8()));
    java.security.cert.Certificate beside =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
    store.setKeyEntry(
        "auditor", secret, "secret".toCharArray(), new java.security.cert.Certificate[] {beside});
    try (OutputStream out = Files.newOutputStream(folder.resolve("auditor.p12"))) {
      store.store(out, "secret".toCharArray());
    }
    Files.writeString(folder.resolve("password"), "secret\n");
    settings =
        Fixture.settings(
            "vouchsafe.role", "auditor",
            "vouchsafe.auditor.keystore", folder.resolve("auditor.p12").toString(),
            "vouchsafe.auditor.keystore.password.file", folder.resolve("password").toString());
  }

  private interface Step<T> {
    T in(AuditorDesk desk, Accounts accounts) throws Exception;
  }

  private <T> T run(Step<T> step) {
    return Database.inTransaction(
        (entities, later) -> {
          Clock clock = Clock.systemUTC();
          Accounts accounts = Doors.accounts(entities, later, clock);
          return step.in(
              new AuditorDesk(
                  entities,
                  new AuditorKey(settings),
                  accounts,
                  new AuditLog(entities, clock),
                  clock),
              accounts);
        });
  }

  private Bytes processorCertificate() throws Exception {
    ProcessorClaims claims =
        new ProcessorClaims(
            Platform.SOFTWARE, device, new SoftwareVersion("1.0.0"), random(48), 1, random(48));
    return root.certifyProcessor(claims, newKey().publicKey(), random(16), YEAR).der();
  }

  private static Code refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RefusedException.class, call).code();
  }

  private IssuedAudit issue() {
    Inspection inspection = run((desk, accounts) -> desk.record(auditor, device, found, YEAR));
    return run((desk, accounts) -> desk.issue(auditor, inspection.id()));
  }

  @Test
  void an_inspection_becomes_a_certificate_that_the_auditors_key_signed() throws Exception {
    AuditCertificate audit = AuditCertificate.parse(issue().certificate());
    assertTrue(audit.isSignedBy(key.publicKey()));
    assertEquals(device, audit.device());
    assertEquals(found, audit.claims());
    assertEquals(YEAR, audit.validity());
  }

  @Test
  void whoever_has_a_processors_certificate_gets_audits_and_a_status_for_their_nonce()
      throws Exception {
    IssuedAudit issued = issue();
    Bytes nonce = random(32);
    Bytes certificate = processorCertificate();
    Certification answer = run((desk, accounts) -> desk.certify(certificate, Optional.of(nonce)));
    assertEquals(issued.certificate(), answer.audits().get(0));
    StatusStatement.Unverified status = StatusStatement.parse(answer.status().get(0));
    assertTrue(status.isSignedBy(key.publicKey()));
    assertEquals(StatusStatement.Status.GOOD, status.claimed().status());
    assertEquals(issued.id(), status.claimed().subject());
    assertEquals(nonce, status.claimed().nonce().orElseThrow());
    Certification next = run((desk, accounts) -> desk.certify(certificate, Optional.empty()));
    assertTrue(
        StatusStatement.parse(next.status().get(0)).claimed().number() > status.claimed().number());
  }

  @Test
  void a_withdrawn_audit_is_said_to_be_withdrawn_for_good() throws Exception {
    IssuedAudit issued = issue();
    run((desk, accounts) -> desk.withdraw(auditor, issued.id()));
    Bytes certificate = processorCertificate();
    Certification answer = run((desk, accounts) -> desk.certify(certificate, Optional.empty()));
    assertEquals(
        StatusStatement.Status.WITHDRAWN,
        StatusStatement.parse(answer.status().get(0)).claimed().status());
    assertEquals(
        Code.CONFLICT, refusal(() -> run((desk, accounts) -> desk.withdraw(auditor, issued.id()))));
    assertEquals(
        Code.CONFLICT,
        refusal(
            () ->
                run(
                    (desk, accounts) ->
                        desk.renew(auditor, issued.id(), NOW.plus(Duration.ofDays(400))))));
  }

  @Test
  void a_renewed_audit_says_the_same_for_longer() throws Exception {
    IssuedAudit issued = issue();
    Instant until = NOW.plus(Duration.ofDays(400));
    IssuedAudit renewed = run((desk, accounts) -> desk.renew(auditor, issued.id(), until));
    AuditCertificate audit = AuditCertificate.parse(renewed.certificate());
    assertEquals(found, audit.claims());
    assertEquals(until, audit.validity().notAfter());
    assertEquals(
        2,
        run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty()))
            .audits()
            .size());
  }

  @Test
  void when_every_audit_has_expired_the_last_one_says_so() throws Exception {
    Validity ended = new Validity(NOW.minusSeconds(90), NOW.minusSeconds(60));
    Inspection inspection = run((desk, accounts) -> desk.record(auditor, device, found, ended));
    IssuedAudit last = run((desk, accounts) -> desk.issue(auditor, inspection.id()));
    Bytes certificate = processorCertificate();
    assertEquals(
        List.of(last.certificate()),
        run((desk, accounts) -> desk.certify(certificate, Optional.empty())).audits());
    IssuedAudit current = issue();
    assertEquals(
        List.of(current.certificate()),
        run((desk, accounts) -> desk.certify(certificate, Optional.empty())).audits());
  }

  @Test
  void what_was_signed_offline_is_entered_only_under_a_registered_key() {
    SigningKey offline = newKey();
    AuditCertificate audit =
        Auditor.named("Offline auditors", offline).audit(device, found, random(16), YEAR);
    Bytes good =
        Auditor.named("Offline auditors", offline)
            .status(audit, StatusStatement.Status.GOOD, 7, NOW, Optional.empty());
    Bytes withdrawn =
        Auditor.named("Offline auditors", offline)
            .status(audit, StatusStatement.Status.WITHDRAWN, 8, NOW, Optional.empty());
    assertEquals(
        Code.CHAIN_INVALID,
        refusal(() -> run((desk, accounts) -> desk.enter(auditor, audit.der()))));
    run(
        (desk, accounts) ->
            accounts.registerKey(auditor, auditor.account(), offline.publicKey().spki()));
    run((desk, accounts) -> desk.enter(auditor, audit.der()));
    run((desk, accounts) -> desk.enter(auditor, withdrawn));
    run((desk, accounts) -> desk.enter(auditor, good));
    Certification answer =
        run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty()));
    assertEquals(audit.der(), answer.audits().get(0));
    assertEquals(withdrawn, answer.status().get(0));
  }

  /** The server would say "withdrawn" in its list and "good" over the auditor's signature. */
  @Test
  void what_was_signed_offline_is_withdrawn_offline() {
    SigningKey offline = newKey();
    Auditor away = Auditor.named("Offline auditors", offline);
    AuditCertificate audit = away.audit(device, found, random(16), YEAR);
    Bytes good = away.status(audit, StatusStatement.Status.GOOD, 7, NOW, Optional.empty());
    run(
        (desk, accounts) ->
            accounts.registerKey(auditor, auditor.account(), offline.publicKey().spki()));
    run((desk, accounts) -> desk.enter(auditor, audit.der()));
    // Nobody's word about it but its signer's: this server's own key is another auditor's.
    assertEquals(
        List.of(),
        run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty())).status());
    run((desk, accounts) -> desk.enter(auditor, good));
    assertEquals(
        Code.UNAVAILABLE,
        refusal(() -> run((desk, accounts) -> desk.withdraw(auditor, audit.id()))));
    assertEquals(
        List.of(good),
        run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty())).status());
  }

  @Test
  void a_host_has_no_desk_and_a_client_does_not_sit_at_one() {
    assertEquals(
        Code.FORBIDDEN,
        refusal(() -> run((desk, accounts) -> desk.record(client, device, found, YEAR))));
    settings = Fixture.settings();
    assertEquals(
        Code.FORBIDDEN,
        refusal(() -> run((desk, accounts) -> desk.record(auditor, device, found, YEAR))));
    assertEquals(
        Code.FORBIDDEN,
        refusal(
            () -> run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty()))));
  }

  @Test
  void without_a_key_nothing_is_signed_and_without_an_audit_nothing_is_said() {
    settings = Fixture.settings("vouchsafe.role", "auditor");
    Inspection inspection = run((desk, accounts) -> desk.record(auditor, device, found, YEAR));
    assertEquals(
        Code.UNAVAILABLE,
        refusal(() -> run((desk, accounts) -> desk.issue(auditor, inspection.id()))));
    assertEquals(
        Code.AUDIT_MISSING,
        refusal(
            () -> run((desk, accounts) -> desk.certify(processorCertificate(), Optional.empty()))));
  }
}
