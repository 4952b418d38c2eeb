package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** An implementation that nobody here wrote reads what we issue (§9); skipped where it is not. */
class OpensslTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Scenario SCENARIO = Scenario.madeToOrder(AUTHORITY, AUTHORITY.processor());

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    assumeTrue(run("version").code == 0, "no openssl on this machine");
    pem("root", "CERTIFICATE", AUTHORITY.root.certificate().der());
    pem("intermediate", "CERTIFICATE", SCENARIO.chain.get(1));
    pem("processor", "CERTIFICATE", SCENARIO.chain.get(0));
    pem("attestation", "CERTIFICATE", SCENARIO.attestation);
    pem("statement", "CERTIFICATE", SCENARIO.statement);
    pem("list", "X509 CRL", SCENARIO.lists.get(1));
  }

  @Test
  void it_accepts_the_chain() throws Exception {
    assertEquals("attestation.pem: OK", verify("attestation", "-ignore_critical").text);
    assertEquals("statement.pem: OK", verify("statement", "-ignore_critical").text);
  }

  @Test
  void it_refuses_the_chain_unless_told_to_ignore_what_it_does_not_know() throws Exception {
    Result result = verify("attestation");
    assertNotEquals(0, result.code);
    assertTrue(result.text.contains("critical extension"), result.text);
  }

  @Test
  void it_refuses_a_forged_one_and_the_wrong_time() throws Exception {
    pem("attestation", "CERTIFICATE", Resigned.of(SCENARIO.attestation).sign(TestAuthority.p384()));
    assertNotEquals(0, verify("attestation", "-ignore_critical").code);
    pem("attestation", "CERTIFICATE", SCENARIO.attestation);
    assertNotEquals(
        0,
        run(
                "verify",
                "-attime",
                "" + TestAuthority.NOW.plusSeconds(3600).getEpochSecond(),
                "-ignore_critical",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "intermediate.pem",
                "-untrusted",
                "processor.pem",
                "attestation.pem")
            .code);
  }

  @Test
  void it_reads_and_verifies_a_revocation_list() throws Exception {
    Result result = run("crl", "-in", "list.pem", "-noout", "-CAfile", "intermediate.pem");
    assertTrue(result.text.contains("verify OK"), result.text);
  }

  private Result verify(String certificate, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("verify", "-attime", "" + TestAuthority.NOW.getEpochSecond()));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of(
            "-CAfile",
            "root.pem",
            "-untrusted",
            "intermediate.pem",
            "-untrusted",
            "processor.pem",
            certificate + ".pem"));
    return run(arguments.toArray(String[]::new));
  }

  private record Result(int code, String text) {}

  private Result run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Result(-1, "");
    }
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "openssl ends");
    return new Result(process.exitValue(), text);
  }

  private void pem(String name, String type, Bytes der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray());
    Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
