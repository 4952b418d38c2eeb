package org.vouchsafe.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.ProcessorSigner;
import org.vouchsafe.attestation.certificate.RevocationList;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.authority.EnrolmentDesk;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.testing.TestClient;

/** An authority and an auditor made with the CLI serve a real verification. */
class DesksTest {
  @TempDir Path folder;
  private final TestAuthority elsewhere = new TestAuthority();
  private final TestProcessor processor = elsewhere.processor();
  private Path authority;
  private Path auditor;
  private Path chain;

  @BeforeEach
  void make() throws Exception {
    authority = folder.resolve("authority");
    auditor = folder.resolve("auditor");
    chain = folder.resolve("chain.pem");
    ok("authority", "init", "--folder", authority.toString(), "--development");
    ok("audit", "key", "create", "--folder", auditor.toString(), "--name", "Test auditors");
    Path request = folder.resolve("request");
    Files.write(
        request,
        EnrolmentRequest.create(processor.claims, processor.deviceKey, processor.key)
            .encode()
            .toArray());
    ok(
        "authority",
        "enrol",
        "--folder",
        authority.toString(),
        request.toString(),
        "--out",
        chain.toString());
    Files.writeString(folder.resolve("report"), "All is well.");
    Files.copy(authority.resolve("public/root.pem"), folder.resolve("root.pem"));
    Files.copy(auditor.resolve("public/auditor.pem"), folder.resolve("auditor.pem"));
    Files.writeString(folder.resolve("policy.yaml"), TestClient.POLICY);
  }

  private Cli ok(String... args) {
    Cli done = Cli.run(folder.resolve("config"), args);
    assertEquals(0, done.exit, done.toString());
    return done;
  }

  private JsonObject inspect(int level) throws Exception {
    return ok(
            "audit",
            "inspect",
            "--folder",
            auditor.toString(),
            "--processor",
            chain.toString(),
            "--level",
            "" + level,
            "--method",
            "visual",
            "--site",
            "hall 1",
            "--report",
            folder.resolve("report").toString(),
            "--json")
        .json();
  }

  /** Evidence of the processor with what the two desks published. */
  private void verify() throws Exception {
    // The same key, but certified by the desk and not by the fake.
    List<Bytes> certificates = Pem.read(Pem.CERTIFICATE, Files.readString(chain), "chain");
    ProcessorSigner signer =
        new ProcessorSigner(processor.key, ProcessorCertificate.parse(certificates.get(0)));
    Scenario scenario = Scenario.madeToOrder(elsewhere, processor);
    scenario.attestation =
        signer.attest(
            scenario.claims,
            processor.instanceKey.publicKey(),
            TestAuthority.serial(),
            TestAuthority.NOW.minusSeconds(60),
            TestAuthority.NOW.plusSeconds(600));
    scenario.statement =
        signer.issueStatementCertificate(
            processor.statementKey.publicKey(),
            TestAuthority.serial(),
            TestAuthority.NOW.minusSeconds(60),
            TestAuthority.NOW.plusSeconds(600));
    scenario.chain.clear();
    scenario.chain.addAll(certificates);
    scenario.lists = published(authority, ".crl");
    scenario.audits = published(auditor, ".audit");
    scenario.statuses = published(auditor, ".status");
    var policy =
        PolicyFile.load(folder.resolve("policy.yaml"))
            .expecting(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
    new Verifier(policy)
        .verify(scenario.hello, scenario.m2(), scenario.endorsements(), TestAuthority.NOW);
  }

  private static List<Bytes> published(Path desk, String ending) throws Exception {
    List<Bytes> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(desk.resolve("public"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(ending)).sorted().toList()) {
        all.add(Bytes.copyOf(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private Code refusal() {
    return assertThrows(RefusedException.class, this::verify).code();
  }

  @Test
  void what_both_desks_publish_verifies() throws Exception {
    inspect(0);
    verify();
  }

  @Test
  void without_an_audit_it_does_not() {
    assertEquals(Code.AUDIT_MISSING, refusal());
  }

  @Test
  void a_revoked_device_is_refused_and_not_enrolled_again() throws Exception {
    inspect(0);
    String device =
        ok("authority", "list", "--folder", authority.toString(), "--json")
            .json()
            .objects("items")
            .get(0)
            .text("device");
    assertEquals(processor.claims.deviceId().hex(), device);
    ok("authority", "revoke", "--folder", authority.toString(), device);
    assertEquals(Code.REVOKED, refusal());
    Cli again =
        Cli.run(
            folder,
            "authority",
            "enrol",
            "--folder",
            authority.toString(),
            folder.resolve("request").toString());
    assertEquals(3, again.exit, again.toString());
  }

  @Test
  void a_withdrawn_audit_is_refused() throws Exception {
    String id = inspect(0).text("id");
    ok("audit", "withdraw", "--folder", auditor.toString(), id);
    assertEquals(Code.AUDIT_WITHDRAWN, refusal());
    // A later status of all audits does not bring it back.
    ok("audit", "status", "--folder", auditor.toString());
    assertEquals(Code.AUDIT_WITHDRAWN, refusal());
  }

  @Test
  void a_renewed_audit_stands_beside_the_old_one() throws Exception {
    String id = inspect(0).text("id");
    ok("audit", "renew", "--folder", auditor.toString(), id, "--days", "30");
    assertEquals(
        2,
        ok("audit", "list", "--folder", auditor.toString(), "--json")
            .json()
            .objects("items")
            .size());
    verify();
  }

  @Test
  void a_software_processor_has_no_physical_level() {
    Cli refused =
        Cli.run(
            folder,
            "audit",
            "inspect",
            "--folder",
            auditor.toString(),
            "--processor",
            chain.toString(),
            "--level",
            "2",
            "--method",
            "m",
            "--site",
            "s",
            "--report",
            folder.resolve("report").toString());
    assertEquals(2, refused.exit, refused.toString());
  }

  @Test
  void numbers_of_lists_rise_and_keys_are_private() throws Exception {
    long before = RevocationList.parse(published(authority, ".crl").get(0)).number();
    ok("authority", "publish", "--folder", authority.toString());
    assertTrue(RevocationList.parse(published(authority, ".crl").get(0)).number() > before);
    for (String key : List.of("root.key.pem", "intermediate.key.pem", "register")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(authority.resolve(key))));
    }
  }

  @Test
  void an_authority_is_made_once() {
    Cli again =
        Cli.run(folder, "authority", "init", "--folder", authority.toString(), "--development");
    assertEquals(2, again.exit, again.toString());
  }

  @Test
  void a_request_that_was_altered_is_refused() throws Exception {
    EnrolmentDesk desk = EnrolmentDesk.open(authority, new SecureRandom());
    byte[] request = Files.readAllBytes(folder.resolve("request"));
    for (int i = 0; i < request.length; i += 37) {
      byte[] altered = request.clone();
      altered[i] ^= 1;
      Exception refused =
          assertThrows(Exception.class, () -> desk.enrol(Bytes.copyOf(altered), TestAuthority.NOW));
      assertTrue(
          refused instanceof RefusedException || refused instanceof MalformedException,
          refused.toString());
    }
    assertEquals(1, desk.issued().size());
  }

  @Test
  void a_hardware_authority_does_not_certify_software() throws Exception {
    EnrolmentDesk desk =
        EnrolmentDesk.initialise(
            folder.resolve("real"), "Real", false, TestAuthority.NOW, new SecureRandom());
    Bytes request = Bytes.copyOf(Files.readAllBytes(folder.resolve("request")));
    assertEquals(
        Code.CHAIN_INVALID,
        assertThrows(
                RefusedException.class,
                () -> desk.enrol(request, TestAuthority.NOW.plus(Duration.ofDays(1))))
            .code());
  }
}
