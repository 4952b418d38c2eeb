package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebElement;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.launcher.Settings;

/**
 * An auditor with a server of their own beside the host's: inspections, certificates, statements
 * that clients ask for (pull) and that the host passes on (push).
 */
@ExtendWith(RunningService.Fixture.class)
final class AuditorIT {
  private static final Path DATA = Path.of("target", "auditor").toAbsolutePath();
  private static final Path PUBLIC_KEY = DATA.resolve("key/auditor.pem");

  private static RunningService auditor;
  private static Tenant inspector;

  @BeforeAll
  static void open() throws Exception {
    RunningService.remove(DATA);
    key(Files.createDirectories(PUBLIC_KEY.getParent()));
    auditor = start();
    inspector = auditor.tenant("auditor");
  }

  /** As docs/auditor.md says. */
  private static void key(Path folder) throws Exception {
    Files.writeString(folder.resolve("password"), "a long password\n");
    openssl(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -days 3650"
            + " -subj /CN=Careful -keyout key.pem -out certificate.pem");
    openssl(
        folder,
        "pkcs12 -export -inkey key.pem -in certificate.pem -out auditor.p12"
            + " -passout file:password");
    openssl(folder, "x509 -in certificate.pem -pubkey -noout -out auditor.pem");
  }

  private static void openssl(Path folder, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private static RunningService start() throws Exception {
    return new RunningService(
        Settings.auditor(DATA.resolve("data"))
            .with("VOUCHSAFE_AUDITOR_KEYSTORE", DATA.resolve("key/auditor.p12").toString())
            .with(
                "VOUCHSAFE_AUDITOR_KEYSTORE_PASSWORD_FILE",
                DATA.resolve("key/password").toString()));
  }

  @AfterAll
  static void close() throws Exception {
    auditor.close();
  }

  private static String asking(int level) {
    return OfflineDesk.policy(level, PUBLIC_KEY, "1s", url(), auditor.service().pin());
  }

  private static String url() {
    return auditor.service().url().toString();
  }

  private static JsonObject audited(String device, Instant from, Instant until) throws Exception {
    JsonObject inspection =
        inspector
            .service()
            .post(
                "/auditor/inspections",
                JsonObject.build()
                    .put("device", device)
                    .put("level", 0)
                    .put("method", "visual")
                    .put("site", "hall 1")
                    .put("reportDigest", "ab".repeat(48))
                    .put("from", from.toString())
                    .put("until", until.toString())
                    .done());
    return inspector
        .service()
        .post(
            "/auditor/certificates",
            JsonObject.build().put("inspection", inspection.text("id")).done());
  }

  private static JsonObject change(JsonObject audit, String what, JsonObject body)
      throws Exception {
    return inspector.service().post("/auditor/certificates/" + audit.text("id") + "/" + what, body);
  }

  private static Code refusal(Tenant client, String environment, String policy) {
    return client.refused(environment, policy).code();
  }

  private static Bytes certificate(Tenant client, String name) throws Exception {
    Bytes pem = client.service().getBytes("/processors/" + client.processor(name) + "/certificate");
    return Pem.read(Pem.CERTIFICATE, pem.asUtf8("certificate"), "certificate").get(0);
  }

  private static String device(Tenant client, String name) throws Exception {
    return ProcessorCertificate.parse(certificate(client, name)).claims().deviceId().hex();
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Pull, from the first question to the withdrawal. The host holds nothing all along. */
  @Test
  void a_client_asks_the_auditor_by_itself(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    String environment = alice.establish(Optional.of("alpha"));
    assertEquals(Code.AUDIT_MISSING, refusal(alice, environment, asking(0)));

    JsonObject audit = audited(device(alice, "alpha"), now(), now().plus(Duration.ofDays(30)));
    // Only whom the policy says to ask is asked.
    assertEquals(
        Code.AUDIT_MISSING, refusal(alice, environment, OfflineDesk.policy(0, PUBLIC_KEY, "1s")));
    VerifiedEnvironment verified = alice.client().verify(environment, alice.policy(asking(0)));
    assertEquals(audit.text("id"), verified.result().audit().orElseThrow().id().hex());
    Bytes asked = verified.result().hello().nonceC();
    for (Bytes status : verified.bundle().endorsements().status()) {
      StatusStatement said = StatusStatement.parse(status).claimed();
      assertTrue(
          said.kind() != StatusStatement.Kind.AUDIT || said.nonce().equals(Optional.of(asked)));
    }
    assertEquals(Code.AUDIT_LEVEL, refusal(alice, environment, asking(1)));

    Tenant.Said shown = alice.types("verify", environment, "--policy", policyFile(alice, 0));
    assertEquals(0, shown.exit(), shown.err());
    assertTrue(shown.out().contains("L0 by Careful"), shown.out());
    Tenant.Said run =
        alice.typesWith(
            Bytes.copyOf(Files.readAllBytes(Tenant.example("census/pay.csv"))),
            "run",
            environment,
            Tenant.example("census/census.wasm").toString(),
            "5");
    assertEquals(0, run.exit(), run.err());
    assertEquals(Files.readString(Tenant.example("census/expected.txt")), run.out());
    Tenant.Said made = alice.types("establish", "--processor", "alpha", "--verify");
    assertEquals(0, made.exit(), made.err());

    restart();
    assertTrue(
        inspector.service().get("/auditor/inspections").objects("items").stream()
            .anyMatch(item -> audit.shown("inspection").equals(item.shown("id"))));
    Instant later = now().plus(Duration.ofDays(60));
    JsonObject renewed =
        change(audit, "renewal", JsonObject.build().put("until", later.toString()).done());
    change(audit, "withdrawal", JsonObject.build().done());
    AuditCertificate best =
        alice.client().verify(environment, alice.policy(asking(0))).result().audit().orElseThrow();
    assertEquals(renewed.text("id"), best.id().hex());
    assertEquals(later, best.validity().notAfter());
    change(renewed, "withdrawal", JsonObject.build().done());
    assertEquals(Code.AUDIT_WITHDRAWN, refusal(alice, environment, asking(0)));
    assertEquals(3, alice.types("verify", environment, "--policy", policyFile(alice, 0)).exit());
  }

  /** Every process of the auditor's server is killed; what it signed and its key stay. */
  private static void restart() throws Exception {
    auditor.service().part("server").kill();
    auditor.service().part("postgres").kill();
    auditor.service().restartDatabase();
    auditor.service().restartServer();
  }

  private static String policyFile(Tenant client, int level) throws Exception {
    client.policy(asking(level));
    return client.file("default.policy.yaml").toString();
  }

  @Test
  void an_audit_that_has_expired_is_said_to_be(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    String environment = alice.establish(Optional.of("beta"));
    Instant end = now().plusSeconds(1);
    audited(device(alice, "beta"), now().minus(Duration.ofDays(9)), end);
    while (!Instant.now().isAfter(end)) {
      Thread.sleep(50);
    }
    assertEquals(Code.AUDIT_EXPIRED, refusal(alice, environment, asking(0)));
  }

  /** An auditor without a key on the server: the register is filled from the desk. */
  @Test
  void what_was_signed_offline_can_be_asked_for_at_the_auditors_server(RunningService host)
      throws Exception {
    Tenant alice = host.tenant("client");
    OfflineDesk desk = new OfflineDesk(auditor.tenant("auditor"));
    desk.inspect(alice, "alpha");
    desk.does("upload");
    String environment = alice.establish(Optional.of("alpha"));
    String asking = OfflineDesk.policy(0, desk.key(), "8d", url(), auditor.service().pin());
    alice.client().verify(environment, alice.policy(asking));

    // The same with a file: evidence from the portal, completed by the command.
    Files.write(
        alice.file("evidence.cbor"),
        alice.service().getBytes("/environments/" + environment + "/evidence").toArray());
    String expected = alice.service().get("/environments/" + environment).text("activationStateId");
    String file = alice.file("evidence.cbor").toString();
    Tenant.Said without = alice.types("verify", file, "--expect", expected);
    assertEquals(3, without.exit(), without.out());
    assertTrue(without.err().contains("AUDIT_MISSING"), without.err());
    String completed = alice.file("completed.cbor").toString();
    alice.typed("audit", "pull", file, "--out", completed);
    Tenant.Said judged = alice.typed("verify", completed, "--expect", expected);
    assertTrue(judged.out().contains("freshness not established"), judged.out());
  }

  /** What is public is public, what is not is not, and a host has no desk. */
  @Test
  void anybody_may_read_the_register_and_only_auditors_write(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    try (HostService anybody =
        new HostService(auditor.service().url(), auditor.service().pin(), Optional.empty())) {
      anybody.get("/auditor/certificates").objects("items");
      for (JsonObject item : anybody.get("/auditor/status").objects("items")) {
        assertEquals(
            StatusStatement.Kind.AUDIT,
            StatusStatement.parse(item.bytes("status")).claimed().kind());
      }
      assertEquals("UNAUTHENTICATED", code(() -> anybody.get("/auditor/inspections")));
      // Nothing in it is followed: it must be a certificate, and it only names a device.
      for (String text : List.of("https://127.0.0.1:1/", "AAAA", "")) {
        assertEquals(
            "MALFORMED",
            code(
                () ->
                    anybody.post(
                        "/auditor/certifications",
                        JsonObject.build().put("processorCertificate", text).done())));
      }
    }
    Tenant operator = auditor.tenant("operator");
    assertEquals("FORBIDDEN", code(() -> operator.service().get("/auditor/inspections")));
    Bytes certificate = certificate(alice, "alpha");
    assertEquals(
        "FORBIDDEN",
        code(
            () ->
                alice
                    .service()
                    .post(
                        "/auditor/certifications",
                        JsonObject.build().put("processorCertificate", certificate).done())));
  }

  @Test
  void an_auditor_does_it_all_in_the_portal() throws Exception {
    Tenant careful = auditor.tenant("auditor");
    Path report = Files.writeString(careful.file("report.txt"), "All is well.");
    try (Browser browser = Browser.at(auditor.service())) {
      browser.signIn(careful);
      browser.awaitText("Record an inspection");
      browser.fill("Device", "c0".repeat(48));
      browser.fill("Method", "by eye & <hand>");
      browser.fill("Site", "hall 2");
      browser.drop(report, "Drop the report");
      browser.awaitText("report.txt:");
      browser.click("Record the inspection");
      browser.awaitText("by eye & <hand>");
      browser.click("Issue");
      browser.confirm("Issue");
      browser.awaitText("In force");
      browser.click("Renew");
      browser.confirm("Renew");
      browser.await(() -> inForce(browser) == 2, "two certificates in force");
      PortalIT.look(browser, "/auditor");
      browser.click("Withdraw");
      browser.confirm("Withdraw");
      browser.awaitText("Withdrawn");
      assertEquals(1, inForce(browser));
      browser.requireCleanConsole();
    }
    JsonObject inspection =
        careful.service().get("/auditor/inspections").objects("items").getFirst();
    // The same digest as the command would sign.
    assertEquals(
        Lp.sha384("VS-report", Bytes.copyOf(Files.readAllBytes(report))).hex(),
        inspection.text("reportDigest"));
  }

  private static long inForce(Browser browser) {
    return browser.all("tr").stream()
        .map(WebElement::getText)
        .filter(row -> row.contains("c0c0") && row.contains("In force"))
        .count();
  }

  private static String code(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ServiceException.class, call).code();
  }
}
