package org.vouchsafe.client.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.service.Pin;
import org.vouchsafe.client.testing.TestClient;

/** {@code docs/policy.md}: nothing is accepted that the file does not accept in so many words. */
class PolicyFileTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final String ID = "0".repeat(95) + "1";

  @TempDir static Path folder;

  @BeforeAll
  static void files() throws Exception {
    Files.writeString(
        folder.resolve("root.pem"),
        Pem.write(Pem.CERTIFICATE, List.of(AUTHORITY.root.certificate().der())));
    Files.writeString(
        folder.resolve("auditor.pem"), IdentityFile.publicPem(AUTHORITY.auditorKey.publicKey()));
    Files.writeString(
        folder.resolve("intermediate.pem"),
        Pem.write(
            Pem.CERTIFICATE,
            List.of(
                AUTHORITY.intermediate.certificate().der(), AUTHORITY.root.certificate().der())));
    Files.writeString(folder.resolve("empty.pem"), "");
  }

  private static PolicyFile parse(String text) throws IOException, MalformedException {
    return PolicyFile.parse(text, "p.yaml", folder);
  }

  private static String problem(String text) {
    return assertThrows(MalformedException.class, () -> parse(text)).getMessage();
  }

  @Test
  void a_complete_policy_accepts_what_it_names() throws Exception {
    Scenario scenario = Scenario.madeToOrder(AUTHORITY, AUTHORITY.processor());
    var policy =
        parse(TestClient.POLICY)
            .expecting(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
    new Verifier(policy)
        .verify(scenario.hello, scenario.m2(), scenario.endorsements(), scenario.now);
  }

  @Test
  void a_software_processor_is_refused_unless_the_line_is_there() throws Exception {
    String without =
        TestClient.POLICY
            .replace("platforms: []", "platforms: [sev-snp]")
            .replace("accept-unprotected-development-processor: true\n", "");
    Scenario scenario = Scenario.madeToOrder(AUTHORITY, AUTHORITY.processor());
    for (String text :
        List.of(without, without + "accept-unprotected-development-processor: false\n")) {
      var policy =
          parse(text)
              .expecting(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
      assertEquals(
          Code.PLATFORM_NOT_ALLOWED,
          assertThrows(
                  RefusedException.class,
                  () ->
                      new Verifier(policy)
                          .verify(
                              scenario.hello, scenario.m2(), scenario.endorsements(), scenario.now))
              .code());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anchors",
        "platforms",
        "minimum-version",
        "minimum-svn",
        "status-max-age",
        "clock-skew",
        "audit"
      })
  void every_field_must_be_there(String key) {
    StringBuilder text = new StringBuilder();
    boolean leaving = false;
    for (String line : TestClient.POLICY.split("\n")) {
      leaving = line.startsWith(key + ":") || (leaving && line.startsWith(" "));
      text.append(leaving ? "" : line + "\n");
    }
    String problem = problem(text.toString());
    assertTrue(problem.contains("> " + key + ": is missing"), problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mode", "level", "status-max-age", "auditors"})
  void every_field_of_the_audit_must_be_there(String key) {
    String text =
        TestClient.POLICY
            .replaceFirst("(?m)^  " + key + ":.*\\R", "")
            .replaceFirst(key.equals("auditors") ? "(?m)^    - key:.*\\R" : "$^", "");
    String problem = problem(text);
    assertTrue(problem.contains("> audit." + key + ": is missing"), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          minimum-svn: 1              | minimum-svn: one             | line 6 > minimum-svn
          minimum-svn: 1              | minimum-svn: -1              | line 6 > minimum-svn
          status-max-age: 2d\\nclock  | status-max-age: 2 days\\nclock | line 1 > status-max-age
          clock-skew: 2m              | clock-skew: 2                | line 1 > clock-skew
          minimum-version: '0.1.0'    | minimum-version: latest      | line 1 > minimum-version
          platforms: []               | platforms: [software]        | line 1 > platforms
          platforms: []               | platforms: SEV               | line 3 > platforms
          mode: required              | mode: no                     | line 10 > audit.mode
          level: 0                    | level: 10                    | line 11 > audit.level
          level: 0                    | level: -1                    | line 11 > audit.level
          - key: auditor.pem          | - name: auditor.pem          | auditors.authority: is missing
          processor: true             | processor: yes               | line 4 > accept-unprotected
          processor: true             | processor: 1                 | line 4 > accept-unprotected
          authority: root.pem         | authority: intermediate.pem  | more than one certificate
          authority: root.pem         | authority: empty.pem         | is empty
          authority: root.pem         | authority: auditor.pem       | is not PEM
          authority: root.pem         | processor: 0f                | line 2 > anchors.processor
          clock-skew: 2m              | clock-skew: 2m\\nextra: 1     | line 9 > extra
          clock-skew: 2m              | clock-skew: 2m\\nclock-skew: 3m | line 9 > clock-skew: is there twice
          clock-skew: 2m              | clock-skew: [2m              | is not well-formed YAML
          """)
  void a_bad_field_is_refused_with_its_line(String good, String bad, String where) {
    String text = TestClient.POLICY.replace(good.replace("\\n", "\n"), bad.replace("\\n", "\n"));
    assertTrue(!text.equals(TestClient.POLICY), "the case changes nothing");
    String problem = problem(text);
    assertTrue(problem.contains(where), problem);
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    assertTrue(
        assertThrows(
                IOException.class, () -> parse(TestClient.POLICY.replace("root.pem", "other.pem")))
            .getMessage()
            .contains("other.pem"));
  }

  @Test
  void no_anchor_means_no_policy() {
    String text = TestClient.POLICY.replace("anchors:\n  - authority: root.pem", "anchors: []");
    assertTrue(problem(text).contains("a trust anchor"), problem(text));
  }

  @Test
  void no_platform_means_no_policy() {
    String text = TestClient.POLICY.replace("accept-unprotected-development-processor: true\n", "");
    assertTrue(problem(text).contains("a platform"), problem(text));
  }

  @Test
  void no_auditor_means_no_policy() {
    String text = TestClient.POLICY.replace("auditors:\n    - key: auditor.pem", "auditors: []");
    assertTrue(problem(text).contains("auditor"), problem(text));
  }

  @Test
  void an_auditors_server_has_an_address_and_a_pin() throws Exception {
    String pin = "sha256:" + "0f".repeat(32);
    String url = TestClient.POLICY + "      url: https://audits.example:8443\n";
    assertEquals(
        List.of(
            new AuditorServer(java.net.URI.create("https://audits.example:8443"), Pin.parse(pin))),
        parse(url + "      pin: " + pin + "\n").auditorServers());
    assertEquals(List.of(), parse(TestClient.POLICY).auditorServers());
    assertTrue(problem(url).contains("pin: is missing"), problem(url));
    assertTrue(problem(url + "      pin: md5\n").contains("audit.auditors.pin: is not"));
    for (String other :
        List.of(
            "http://audits.example", "https:///x", "file:///etc/passwd", "https://u@h", "a b")) {
      String text = TestClient.POLICY + "      url: " + other + "\n      pin: " + pin + "\n";
      assertTrue(problem(text).contains("audit.auditors.url: is not"), problem(text));
    }
    // An address without an auditor is a mistake, and none is asked because of it.
    assertTrue(
        problem(TestClient.POLICY + "    - url: https://x\n      pin: " + pin + "\n")
            .contains("authority: is missing"));
  }

  @Test
  void audits_can_be_ignored_with_a_reason_only() throws Exception {
    String head = TestClient.POLICY.substring(0, TestClient.POLICY.indexOf("audit:"));
    parse(head + "audit:\n  mode: ignored\n  reason: a trial\n");
    assertTrue(problem(head + "audit:\n  mode: ignored\n").contains("audit.reason"));
    assertTrue(
        problem(head + "audit:\n  mode: ignored\n  reason: x\n  level: 3\n")
            .contains("audit.level"));
  }

  @Test
  void reference_values_are_exact_and_never_empty_by_accident() throws Exception {
    assertTrue(parse(TestClient.POLICY).referenceValues().isEmpty());
    assertTrue(parse(TestClient.POLICY + "reference-values: []\n").referenceValues().isEmpty());
    assertTrue(
        parse(TestClient.POLICY + "reference-values:\n  - activation-state: '" + ID + "'\n")
            .referenceValues()
            .isPresent());
    assertTrue(
        problem(TestClient.POLICY + "reference-values:\n  - activation-state: abc\n")
            .contains("96 hexadecimal digits"));
    assertTrue(
        problem(TestClient.POLICY + "reference-values:\n  - program-signer: '" + ID + "'\n")
            .contains("minimum-version: is missing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "- a\n- b\n", "just a text", "a: &x 1\nb: *x\n", "--- {}\n--- {}\n"})
  void what_is_no_mapping_is_no_policy(String text) {
    assertThrows(MalformedException.class, () -> parse(text));
  }
}
