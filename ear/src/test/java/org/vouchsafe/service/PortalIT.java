package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WebElement;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.verify.Freshness;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.service.ServiceException;

/** The portal as people see it, in a real browser and against the real service. */
@ExtendWith(RunningService.Fixture.class)
final class PortalIT {
  private static final String HOSTILE = "<img src=x onerror=\"window.broken=1\"></td>";

  @Test
  void a_client_asks_here_and_goes_on_with_the_command(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    Path parameters = alice.file("parameters.cbor");
    assertEquals(0, alice.types("measure", "--out", parameters.toString()).exit());
    alice.policy(Tenant.POLICY);
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(alice);
      browser.awaitText("No environments yet");
      browser.click("New environment");
      browser.drop(parameters, "Drop a file");
      browser.awaitText("Identifier this will have");
      browser.fill("Name", "payroll");
      browser.click("Ask for the environment");
      browser.awaitText("Asked for.");
      String environment = onlyEnvironment(alice);
      browser.awaitText("vouchsafe establish --environment " + environment);
      browser.click("Watch it being made");
      browser.awaitText("payroll");
      browser.awaitChip("Bound");
      browser.awaitText("No evidence yet");
      browser.picture("environment-new");

      // Nothing below touches the browser: what changes there arrives by itself.
      String file = parameters.toString();
      Tenant.Said taken =
          alice.types("establish", "--environment", environment, "--parameters", file, "--verify");
      assertEquals(0, taken.exit(), taken.err());
      browser.awaitText("Attestation of this instance");
      String census = Tenant.example("census/census.wasm").toString();
      assertEquals(0, alice.types("authorise", environment, "--program", census, "5").exit());
      Tenant.Said run =
          alice.typesWith(
              Bytes.copyOf(Files.readAllBytes(Tenant.example("census/pay.csv"))),
              "run",
              environment);
      assertEquals(0, run.exit(), run.err());
      assertEquals(Files.readString(Tenant.example("census/expected.txt")), run.out());

      List<WebElement> chain = browser.all(".chain > li summary strong");
      assertEquals("Authority", chain.getFirst().getText());
      assertEquals("Attestation of this instance", chain.getLast().getText());
      browser.awaitText("cannot prove the host honest");
      browser.picture("environment");
      browser.click("Download the evidence bundle");
      requireVerified(alice, environment, browser.downloaded(".evidence"));

      browser.click("End");
      browser.confirm("End");
      browser.awaitChip("Terminated");
      browser.open("/environments");
      browser.awaitText("payroll");
      browser.awaitChip("Terminated");
      browser.requireCleanConsole();
    }
  }

  private static String onlyEnvironment(Tenant tenant) throws Exception {
    List<JsonObject> items = tenant.service().get("/environments").objects("items");
    assertEquals(1, items.size());
    return items.getFirst().text("id");
  }

  /** What the page hands out is judged elsewhere, and is what was ordered. */
  private static void requireVerified(Tenant tenant, String environment, Path file)
      throws Exception {
    JsonObject shown = tenant.service().get("/environments/" + environment);
    ReferenceValues expected =
        ReferenceValues.of(new ActivationStateId(Bytes.fromHex(shown.text("activationStateId"))));
    EvidenceBundle bundle = EvidenceBundle.parse(Bytes.copyOf(Files.readAllBytes(file)));
    assertEquals(
        Freshness.NOT_ESTABLISHED,
        new Verifier(tenant.policy(Tenant.POLICY).expecting(expected))
            .verifyOffline(bundle, Instant.now())
            .freshness());
  }

  @Test
  void a_change_of_state_arrives_without_reloading(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.empty());
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(alice);
      browser.open("/environments");
      browser.awaitChip("Bound");
      browser.awaitText("Live");
      browser.script("window.sameVisit = true");
      alice.client().terminate(environment, false);
      browser.awaitChip("Terminated");
      assertEquals(Optional.of(true), browser.script("return window.sameVisit"));
      browser.open("/jobs");
      browser.awaitText("End it and zero the area");
      browser.requireCleanConsole();
    }
  }

  @Test
  void a_wrong_password_and_an_ended_session_lead_to_the_sign_in(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(alice.user(), "not the password");
      browser.awaitText("User or password is wrong.");
      browser.picture("sign-in-refused");
      browser.signIn(alice);
      browser.reload();
      browser.awaitText("Sign out");
      // The session ends at the service, while its page is open.
      String another = "another than " + alice.password();
      String account = alice.service().get("/session").text("account");
      alice
          .service()
          .post(
              "/accounts/" + account + "/password",
              JsonObject.build().put("current", alice.password()).put("password", another).done());
      browser.open("/jobs");
      browser.awaitText("A hosting service that can prove what it runs.");
      browser.awaitNoText("Sign out");
      browser.signIn(alice.user(), another);
      browser.click("Sign out");
      browser.awaitText("A hosting service that can prove what it runs.");
      browser.forgetCookies();
      browser.reload();
      browser.awaitText("A hosting service that can prove what it runs.");
    }
  }

  @Test
  void a_hostile_name_is_text(RunningService running) throws Exception {
    Tenant mallory = running.tenant("client");
    for (String control : List.of("\u202Egnp.exe", "\u001b[31m", "\u200B", "two\nlines")) {
      assertEquals(
          "MALFORMED", assertThrows(ServiceException.class, () -> named(mallory, control)).code());
    }
    String environment = named(mallory, HOSTILE);
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(mallory);
      for (String page : List.of("/environments", "/environments/" + environment)) {
        browser.open(page);
        browser.awaitText("<img src=x onerror=\"window.broken=1\"></td>");
        assertEquals(List.of(), browser.all("main img"));
        look(browser, page);
      }
      assertEquals(Optional.empty(), browser.script("return window.broken"));
      // What came to the page by another way, such as in a certificate, is made visible there.
      assertEquals(
          Optional.of("a?b?[31m?c"),
          browser.script(
              "return import('/js/dom.js')"
                  + ".then(m => m.el('p', 'a\\u202eb\\u001b[31m\\u200bc').textContent)"));
      browser.requireCleanConsole();
    }
  }

  private static String named(Tenant tenant, String name) throws Exception {
    Parameters parameters = Parameters.forOwner(tenant.client().identity().publicKey()).build();
    return tenant
        .service()
        .post(
            "/environments",
            JsonObject.build()
                .put("loader", "standard/1")
                .put("pool", false)
                .put("name", name)
                .put("parameters", parameters.encode())
                .done())
        .object("environment")
        .text("id");
  }

  @Test
  void an_operator_sends_dead_letters_again(RunningService running) throws Exception {
    Tenant operator = running.tenant("operator");
    bury(running, "to nobody");
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(operator);
      browser.click("Dead letters");
      browser.awaitText("vouchsafe.invoke");
      browser.click("Send again", "(//tr[contains(., 'vouchsafe.invoke')])[1]");
      browser.awaitText("sent again");
      browser.picture("dead-letters");
      browser.click("Accounts");
      browser.fill("Account name", "Blackstone & <Sons>");
      browser.fill("User name", operator.user() + "-son");
      browser.click("Make the account");
      browser.awaitText("One-time password, shown only now:");
      browser.awaitText("Blackstone & <Sons>");
      browser.click("Audit log");
      browser.awaitText("dead-letter.resend");
      browser.requireCleanConsole();
    }
  }

  /** Sends messages that nobody can process, because the database is away until they are dead. */
  private static void bury(RunningService running, String text) throws Exception {
    try (JMSContext broker =
        new JmsConnectionFactory("amqp://127.0.0.1:" + running.service().amqpPort())
            .createContext("client", running.service().brokerPassword())) {
      running.service().part("postgres").kill();
      for (int i = 0; i < 8; i++) {
        TextMessage message = broker.createTextMessage(Bytes.utf8(text).base64Url());
        message.setStringProperty("environment", "env_" + "a".repeat(26));
        broker.createProducer().send(broker.createQueue("jms.queue.vouchsafe.invoke"), message);
        Thread.sleep(1000);
      }
    } finally {
      running.service().restartDatabase();
    }
  }

  @Test
  void an_auditor_uploads_what_was_signed_elsewhere(RunningService running) throws Exception {
    Tenant careful = running.tenant("auditor");
    OfflineDesk desk = new OfflineDesk(careful);
    desk.inspect(careful, "alpha");
    register(careful, desk.key());
    Path audit = desk.file(".audit");
    try (Browser browser = Browser.at(running.service())) {
      browser.signIn(careful);
      browser.awaitText("This server hosts; it is not the auditor's.");
      browser.click("Processors");
      browser.click("alpha");
      browser.awaitText("This is a development processor.");
      browser.drop(audit, "Drop an audit certificate");
      browser.click("Upload " + audit.getFileName());
      browser.awaitText("looked at it");
      browser.picture("processor");
      browser.requireCleanConsole();
    }
  }

  private static void register(Tenant tenant, Path key) throws Exception {
    String account = tenant.service().get("/session").text("account");
    Bytes spki = IdentityFile.readPublic(key).spki();
    tenant
        .service()
        .post("/accounts/" + account + "/keys", JsonObject.build().put("spki", spki).done());
  }

  /** Every page of every role: it fits the window, and nothing fails behind it. */
  @Test
  void every_page_fits_and_is_clean(RunningService running) throws Exception {
    Tenant client = running.tenant("client");
    client.verify(client.establish(Optional.of("alpha")));
    String environment = onlyEnvironment(client);
    String processor = client.service().get("/environments/" + environment).text("processor");
    try (Browser browser = Browser.at(running.service())) {
      browser.open("");
      browser.awaitText("Sign in");
      look(browser, "sign-in");
      browser.signIn(client);
      for (String page :
          List.of(
              "/environments",
              "/environments/new",
              "/environments/" + environment,
              "/jobs",
              "/processors",
              "/processors/" + processor,
              "/about",
              "/access",
              "/no-such-page")) {
        look(browser, page);
      }
      browser.click("Sign out");
      browser.signIn(running.tenant("operator"));
      for (String page : List.of("/processors", "/dead-letters", "/accounts", "/audit-log")) {
        look(browser, page);
      }
      browser.click("Sign out");
      browser.signIn(running.tenant("auditor"));
      look(browser, "/auditor");
      look(browser, "/processors/" + processor);
    }
  }

  static void look(Browser browser, String page) throws Exception {
    if (page.startsWith("/")) {
      browser.open(page);
    }
    browser.awaitNoText("Reading ");
    String name = page.replaceAll("(env|prc)_\\w+", "one").replaceAll("^/|(?<=.)/", "-");
    for (String theme : List.of("light", "dark")) {
      browser.theme(theme);
      for (int width : new int[] {1280, 420}) {
        browser.size(width, 1100);
        assertTrue(
            browser
                .script("return document.documentElement.scrollWidth <= innerWidth")
                .equals(Optional.of(true)),
            page + " is wider than " + width);
        browser.picture(name.replaceFirst("^-", "") + "-" + theme + "-" + width);
      }
    }
    browser.size(1280, 900);
    browser.requireCleanConsole();
  }
}
