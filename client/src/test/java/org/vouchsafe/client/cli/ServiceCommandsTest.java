package org.vouchsafe.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.testing.TestClient;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestHost.Answer;
import org.vouchsafe.client.testing.TestService;

/** The commands against a service: what they print and how they end. */
class ServiceCommandsTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();

  @TempDir Path folder;
  private TestService service;
  private TestHost host;

  @BeforeEach
  void open() throws Exception {
    service = new TestService(AUTHORITY, PROCESSOR);
    host = new TestHost(service);
    new TestClient(folder, host, AUTHORITY);
  }

  @AfterEach
  void close() {
    host.close();
  }

  private String established() throws Exception {
    Cli made = Cli.run(folder, "establish", "--json");
    assertEquals(0, made.exit, made.toString());
    return made.json().text("environment");
  }

  private Path module() throws Exception {
    Path file = folder.resolve("p.wasm");
    Files.write(file, new byte[] {0, 0x61, 0x73, 0x6d, 1, 0, 0, 0});
    return file;
  }

  @Test
  void establish_prints_the_identifier_that_measure_computes() throws Exception {
    Cli made = Cli.run(folder, "establish", "--verify", "--json");
    assertEquals(0, made.exit, made.toString());
    String measured = Cli.run(folder, "measure", "--json").json().text("activationStateId");
    assertEquals(measured, made.json().text("activationStateId"));
    assertEquals(
        measured, made.json().object("verification").object("claims").text("activationStateId"));
    assertEquals("fresh", made.json().object("verification").text("freshness"));
  }

  @Test
  void verify_shows_each_check_and_says_verified() throws Exception {
    Cli shown = Cli.run(folder, "verify", established());
    assertEquals(0, shown.exit, shown.toString());
    assertTrue(shown.out().contains("expected"), shown.toString());
    assertTrue(shown.out().contains("verified: the evidence was made for this request"));
    assertTrue(shown.out().contains("UNPROTECTED"), "a software processor says so everywhere");
  }

  @Test
  void evidence_in_a_file_never_says_verified() throws Exception {
    Path file = folder.resolve("evidence.cbor");
    String environment = established();
    assertEquals(0, Cli.run(folder, "verify", environment, "--save", file.toString()).exit);
    String id = Cli.run(folder, "measure", "--json").json().text("activationStateId");
    Cli shown =
        Cli.run(folder, "verify", file.toString(), "--expect", id, "--at", "2026-11-23T12:00:00Z");
    assertEquals(0, shown.exit, shown.toString());
    assertTrue(shown.out().contains("freshness not established"), shown.toString());
    assertFalse(shown.out().contains("verified:"), shown.toString());
  }

  @Test
  void evidence_in_a_file_is_refused_with_another_identifier_time_or_byte() throws Exception {
    Path file = folder.resolve("evidence.cbor");
    Cli.run(folder, "verify", established(), "--save", file.toString());
    String id = Cli.run(folder, "measure", "--json").json().text("activationStateId");
    Cli other = Cli.run(folder, "verify", file.toString(), "--expect", "0".repeat(96));
    assertEquals(3, other.exit, other.toString());
    assertTrue(other.err().contains("MEASUREMENT_MISMATCH"), other.toString());
    assertTrue(other.err().contains("expected  " + "0".repeat(96)), other.toString());
    assertTrue(other.err().contains("actual    " + id), other.toString());
    Cli late =
        Cli.run(folder, "verify", file.toString(), "--expect", id, "--at", "2027-11-23T12:00:00Z");
    assertEquals(3, late.exit, late.toString());
    byte[] flipped = Files.readAllBytes(file);
    flipped[flipped.length / 3] ^= 1;
    Files.write(file, flipped);
    Cli broken = Cli.run(folder, "verify", file.toString(), "--expect", id);
    assertTrue(broken.exit == 3 || broken.exit == 2, broken.toString());
  }

  @Test
  void a_verdict_is_json_or_an_ear_also_when_it_is_no() throws Exception {
    Path file = folder.resolve("evidence.cbor");
    Cli.run(folder, "verify", established(), "--save", file.toString());
    String id = Cli.run(folder, "measure", "--json").json().text("activationStateId");
    Cli no = Cli.run(folder, "verify", file.toString(), "--expect", "0".repeat(96), "--json");
    assertEquals(3, no.exit);
    assertEquals("refused", no.json().text("verdict"));
    assertEquals("MEASUREMENT_MISMATCH", no.json().text("code"));
    JsonObject refused =
        Cli.run(folder, "verify", file.toString(), "--expect", "0".repeat(96), "--ear")
            .json()
            .object("submods")
            .object("environment");
    assertEquals("contraindicated", refused.text("ear_status"));
    JsonObject ear = Cli.run(folder, "verify", file.toString(), "--expect", id, "--ear").json();
    assertEquals("tag:ietf.org,2026:rats/ear#03", ear.text("eat_profile"));
    JsonObject appraisal = ear.object("submods").object("environment");
    assertEquals("warning", appraisal.text("ear_status"));
    assertEquals(32, appraisal.object("ear_trustworthiness_vector").integer("hardware"));
    assertEquals("not-established", appraisal.text("vouchsafe_freshness"));
  }

  @Test
  void a_sealed_call_is_carried_by_anybody_and_its_reply_is_opened_here() throws Exception {
    String environment = established();
    Path call = folder.resolve("call");
    Cli sealed = Cli.runWith("1 2", folder, "seal", environment, "sum", "--out", call.toString());
    assertEquals(0, sealed.exit, sealed.toString());
    Path secret = folder.resolve("call.secret");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertEquals(
        66, Cli.run(folder, "open", call.toString(), folder.resolve("none").toString()).exit);

    Path reply = folder.resolve("reply");
    Bytes answer = service.areas.get(environment).message(Bytes.copyOf(Files.readAllBytes(call)));
    Files.write(reply, answer.toArray());
    Cli opened = Cli.run(folder, "open", call.toString(), reply.toString());
    assertEquals(0, opened.exit, opened.toString());
    assertEquals("sum:1 2", opened.out());
    Cli text = Cli.runWith(answer.base64Url() + "\n", folder, "open", call.toString());
    assertEquals("sum:1 2", text.out(), text.toString());

    byte[] changed = answer.toArray();
    changed[changed.length - 1] ^= 1;
    Files.write(reply, changed);
    Cli refused = Cli.run(folder, "open", call.toString(), reply.toString());
    assertEquals(67, refused.exit, refused.toString());
    assertEquals("", refused.out());
  }

  @Test
  void a_call_to_a_key_that_is_no_more_is_sealed_again_and_done_once() throws Exception {
    String environment = established();
    Path call = folder.resolve("call");
    String[] seal = {"seal", environment, "f", "--text", "--out", call.toString()};
    assertEquals(0, Cli.runWith("x", folder, seal).exit);
    Bytes first = Bytes.fromBase64Url(Files.readString(call));
    assertEquals(2, Cli.runWith("x", folder, seal).exit, "a call is not replaced by mistake");
    service.areas.get(environment).message(first);
    List<String> again = new ArrayList<>(List.of(seal));
    again.add("--again");
    Cli sealed = Cli.runWith("x", folder, again.toArray(new String[0]));
    assertEquals(0, sealed.exit, sealed.toString());
    Bytes second = Bytes.fromBase64Url(Files.readString(call));
    assertFalse(first.equals(second));
    Bytes reply = service.areas.get(environment).message(second);
    assertEquals("f:x", Cli.runWith(reply.base64Url(), folder, "open", call.toString()).out());
    assertEquals(1, service.areas.get(environment).invocations);
  }

  @Test
  void nothing_to_compare_with_is_no_verification() throws Exception {
    Path file = folder.resolve("evidence.cbor");
    Cli.run(folder, "verify", established(), "--save", file.toString());
    Cli refused = Cli.run(folder, "verify", file.toString());
    assertEquals(2, refused.exit, refused.toString());
    assertTrue(refused.err().contains("nothing to compare with"), refused.toString());
  }

  @Test
  void a_program_is_authorised_and_invoked() throws Exception {
    String environment = established();
    Cli authorised =
        Cli.run(
            folder,
            "authorise",
            environment,
            "--post",
            "--program",
            module().toString(),
            "--mount",
            folder.resolve("root.pem") + ":/etc/root.pem",
            "--env",
            "SECRET=x",
            "--json");
    assertEquals(0, authorised.exit, authorised.toString());
    assertEquals(96, authorised.json().text("programDigest").length());
    Cli invoked = Cli.runWith("1 2 3", folder, "invoke", environment, "sum", "--post");
    assertEquals(0, invoked.exit, invoked.toString());
    assertEquals("sum:1 2 3", invoked.out());
    assertEquals("", invoked.err());
    assertEquals(3, Cli.runWith("", folder, "invoke", environment, "fail", "--post").exit);
  }

  @Test
  void the_processors_refusal_is_68_where_a_programs_code_is_passed_on() throws Exception {
    String environment = established();
    Cli trapped = Cli.runWith("", folder, "invoke", environment, "trap", "--post");
    assertEquals(68, trapped.exit, trapped.toString());
    assertTrue(trapped.err().contains("[TRAP]"), trapped.toString());
  }

  @Test
  void a_refusal_is_67_where_a_programs_code_is_passed_on() throws Exception {
    String environment = established();
    Files.writeString(
        folder.resolve("default.policy.yaml"),
        TestClient.POLICY.replace("minimum-svn: 1", "minimum-svn: 2"));
    Cli refused = Cli.runWith("", folder, "invoke", environment, "sum", "--post");
    assertEquals(67, refused.exit, refused.toString());
    assertTrue(refused.err().contains("VERSION_TOO_LOW"), refused.toString());
    assertTrue(refused.err().contains("what to do"), refused.toString());
  }

  @Test
  void a_service_that_is_gone_is_exit_code_5() {
    host.close();
    Cli gone = Cli.run(folder, "list");
    assertEquals(5, gone.exit, gone.toString());
  }

  @Test
  void login_stores_a_private_token_and_prints_no_secret() throws Exception {
    host.answering(
        (method, path, body) ->
            Answer.json(
                200, "{\"token\":\"tok-secret\",\"account\":\"acc_1\",\"roles\":[\"client\"]}"));
    Cli done = Cli.runWith("pass-secret\n", folder, "login", "--user", "alice");
    assertEquals(0, done.exit, done.toString());
    assertFalse((done.out() + done.err()).contains("secret"), done.toString());
    Path token = folder.resolve("default.token");
    assertEquals("tok-secret\n", Files.readString(token));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
  }

  /** Row W04: names are chosen by others. */
  @Test
  void what_the_service_says_cannot_drive_the_terminal() throws Exception {
    host.answering(
        (method, path, body) ->
            Answer.json(
                200,
                "{\"items\":[{\"id\":\"env_1\",\"name\":\"\\u001b[2J\\u202e\\rx\\nforged\","
                    + "\"state\":\"RUNNING\"}]}"));
    Cli list = Cli.run(folder, "list");
    assertEquals(2, list.out().lines().count(), list.toString());
    assertFalse(list.out().contains("\u001b"), list.toString());
    Cli json = Cli.run(folder, "list", "--json");
    assertFalse(json.out().contains("\u001b") || json.out().contains("\u202e"), json.toString());
    host.answering(
        (method, path, body) ->
            Answer.problem(409, "{\"code\":\"X\\u001b[1m\",\"title\":\"\\u001b]0;x\\u0007\"}"));
    Cli refused = Cli.run(folder, "list");
    assertEquals(4, refused.exit);
    assertFalse(refused.err().contains("\u001b") || refused.err().contains("\u0007"));
  }

  @Test
  void pages_are_followed_to_the_end() throws Exception {
    host.answering(
        (method, path, body) ->
            path.contains("cursor=a%20b")
                ? Answer.json(200, "{\"items\":[{\"id\":\"env_2\"}]}")
                : Answer.json(200, "{\"items\":[{\"id\":\"env_1\"}],\"next\":\"a b\"}"));
    assertEquals(2, Cli.run(folder, "list", "--json").json().objects("items").size());
  }

  @Test
  void a_failed_job_says_why() throws Exception {
    host.answering(
        (method, path, body) ->
            path.endsWith("/environments")
                ? Answer.json(
                    202, "{\"environment\":{\"id\":\"env_1\"},\"job\":{\"id\":\"job_1\"}}")
                : Answer.json(
                    200,
                    "{\"state\":\"FAILED\",\"error\":{\"code\":\"UNAVAILABLE\",\"check\":\"c\","
                        + "\"expected\":\"room\",\"actual\":\"none\"}}"));
    Cli failed = Cli.run(folder, "establish");
    assertEquals(4, failed.exit, failed.toString());
    assertTrue(failed.err().contains("[UNAVAILABLE]"), failed.toString());
    assertTrue(failed.err().contains("expected  room"), failed.toString());
  }

  @Test
  void another_identifier_than_the_ordered_one_is_refused_for_an_own_environment()
      throws Exception {
    String environment = established();
    String id = Cli.run(folder, "measure", "--json").json().text("activationStateId");
    assertEquals(0, Cli.run(folder, "verify", environment, "--expect", id).exit);
    Cli other = Cli.run(folder, "verify", environment, "--expect", "0".repeat(96));
    assertEquals(3, other.exit, other.toString());
    assertTrue(other.err().contains("MEASUREMENT_MISMATCH"), other.toString());
  }

  @Test
  void an_environment_of_ones_own_is_not_taken_over_again() throws Exception {
    String environment = established();
    Cli again = Cli.run(folder, "establish", "--environment", environment);
    assertEquals(3, again.exit, again.toString());
    assertTrue(again.err().contains("CONFLICT"), again.toString());
  }

  @Test
  void an_upload_registers_the_key_once_and_brings_certificate_and_status() throws Exception {
    Path desk = folder.resolve("desk");
    Path chain = folder.resolve("chain.pem");
    Files.writeString(
        chain, Pem.write(Pem.CERTIFICATE, List.of(PROCESSOR.certificate.certificate().der())));
    Files.writeString(folder.resolve("report"), "x");
    Cli.run(folder, "audit", "key", "create", "--folder", desk.toString(), "--name", "A");
    Cli inspected =
        Cli.run(
            folder,
            ("audit inspect --level 0 --method m --site s --folder "
                    + desk
                    + " --processor "
                    + chain
                    + " --report "
                    + folder.resolve("report"))
                .split(" "));
    assertEquals(0, inspected.exit, inspected.toString());
    List<String> keys = new ArrayList<>();
    List<Bytes> uploads = new ArrayList<>();
    host.answering(
        (method, path, body) -> {
          if (path.endsWith("/session")) {
            return Answer.json(200, "{\"account\":\"acc_1\"}");
          }
          if (path.endsWith("/certificate")) {
            return Answer.bytes(Files.readAllBytes(chain));
          }
          if (path.endsWith("/keys") && method.equals("POST")) {
            keys.add(JsonObject.parse(body, "body").text("spki"));
            return Answer.json(201, "{}");
          }
          if (path.endsWith("/keys")) {
            return Answer.json(
                200,
                keys.isEmpty()
                    ? "{\"items\":[]}"
                    : "{\"items\":[{\"spki\":\"" + keys.get(0) + "\"}]}");
          }
          uploads.add(Bytes.copyOf(body));
          return new Answer(204, "text/plain", new byte[0]);
        });
    for (int i = 0; i < 2; i++) {
      Cli uploaded =
          Cli.run(folder, "audit", "upload", "--folder", desk.toString(), "--to", "prc_1");
      assertEquals(0, uploaded.exit, uploaded.toString());
    }
    assertEquals(1, keys.size());
    assertEquals(4, uploads.size());
    assertEquals(PROCESSOR.claims.deviceId(), AuditCertificate.parse(uploads.get(0)).device());
    assertTrue(
        StatusStatement.parse(uploads.get(1))
            .claimed()
            .subject()
            .equals(AuditCertificate.parse(uploads.get(0)).id()));
  }
}
