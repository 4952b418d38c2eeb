package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.processor.wasm.Programs;

/** The processor as a process: how it starts, what it leaves behind, how it ends. */
@Timeout(120)
class ProcessTest {
  @Test
  void it_makes_its_keys_for_its_own_user_only_and_asks_to_be_enrolled() throws Exception {
    try (TestHost host = new TestHost()) {
      assertEquals("rwx------", mode(host.home));
      for (String file : List.of("device.key", "processor.key", "seal.key", "enrolment-request")) {
        assertEquals("rw-------", mode(host.home.resolve(file)));
      }
      ProcessorDescription processor = host.gate().describe().get();
      assertEquals("alpha", processor.name());
      assertEquals("software", processor.platform());
      EnrolmentRequest request = EnrolmentRequest.parse(processor.enrolmentRequest());
      assertEquals(processor.deviceId(), request.claims().deviceId().value());
      assertTrue(host.output().contains("ready " + processor.deviceId().hex()));
      assertTrue(host.output().contains("software processor"));
      AreaId area = host.gate().instantiate(Loader.STANDARD_1, Optional.empty()).get().id();
      RefusedException refused =
          assertThrows(
              RefusedException.class,
              () -> TestClient.unwrap(host.gate().attest(area, hello().encode())));
      assertEquals(Code.UNAVAILABLE, refused.code());
      host.enrol();
      assertEquals(2, host.gate().describe().get().chain().size());
      TestClient.claimed(host);
    }
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static ClientHello hello() {
    return new ClientHello(
        List.of(1),
        TestHost.random(32),
        ClientHello.Mode.ATTACH,
        Optional.empty(),
        TestHost.random(32),
        Optional.empty());
  }

  @Test
  void after_a_crash_it_is_the_same_device_with_none_of_the_areas() throws Exception {
    try (TestHost host = new TestHost()) {
      host.enrol();
      TestClient client = TestClient.claimed(host);
      ProcessorDescription before = host.gate().describe().get();
      host.kill();
      ProcessorDescription after = host.gate().describe().get();
      assertEquals(before.deviceId(), after.deviceId());
      assertEquals(before.softwareDigest(), after.softwareDigest());
      assertNotEquals(before.bootId(), after.bootId());
      assertEquals(2, after.chain().size());
      assertEquals(List.of(), host.gate().areas().get());
      assertThrows(
          RefusedException.class, () -> TestClient.unwrap(host.gate().status(client.area)));
    }
  }

  @Test
  void a_chain_for_another_processor_is_not_believed() throws Exception {
    try (TestHost one = new TestHost();
        TestHost other = new TestHost()) {
      other.enrol();
      Files.copy(other.home.resolve("chain.pem"), one.home.resolve("chain.pem"));
      while (!one.output().contains("chain.pem cannot be used")) {
        Thread.onSpinWait();
      }
      assertEquals(List.of(), one.gate().describe().get().chain());
      Files.delete(one.home.resolve("chain.pem"));
      one.enrol();
    }
  }

  @Test
  void after_an_update_it_has_a_new_key_and_asks_to_be_enrolled_again() throws Exception {
    try (TestHost host = new TestHost()) {
      host.enrol();
      TestClient.claimed(host);
      Bytes key = Bytes.copyOf(Files.readAllBytes(host.home.resolve("processor.key")));
      Bytes device = host.gate().describe().get().deviceId();
      host.update();
      assertEquals(device, host.gate().describe().get().deviceId());
      assertEquals(List.of(), host.gate().describe().get().chain());
      assertNotEquals(key, Bytes.copyOf(Files.readAllBytes(host.home.resolve("processor.key"))));
      host.enrol();
      TestClient.claimed(host);
    }
  }

  @Test
  void nobody_may_look_into_it() throws Exception {
    try (TestHost host = new TestHost()) {
      Path proc = Path.of("/proc", Long.toString(host.pid()));
      String limits = Files.readString(proc.resolve("limits"));
      String core =
          limits.lines().filter(line -> line.startsWith("Max core file size")).findFirst().get();
      assertTrue(core.matches("Max core file size\\s+0\\s+0\\s+bytes\\s*"), core);
      // The kernel gives the /proc entries of a process that is not dumpable to root.
      assertEquals("root", Files.getOwner(proc.resolve("environ")).getName());
      Path shared = Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"));
      assertFalse(Files.exists(shared.resolve(Long.toString(host.pid()))));
      assertFalse(Files.exists(Path.of("/tmp", ".java_pid" + host.pid())));
    }
  }

  /** ATTACKS S10: what is swapped out stays on the disk. */
  @Test
  void it_says_whether_its_memory_is_locked_and_it_is_so() throws Exception {
    try (TestHost host = new TestHost()) {
      Path proc = Path.of("/proc", Long.toString(host.pid()));
      String locked = field(Files.readString(proc.resolve("status")), "VmLck:");
      if (host.output().contains("Its memory is locked")) {
        assertNotEquals("0 kB", locked);
      } else {
        assertTrue(host.output().contains("Its memory is not locked"), host.output());
        assertEquals("0 kB", locked);
      }
      host.enrol();
      TestClient.claimed(host).authorise(Programs.reactor());
    }
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()).strip())
        .orElseThrow();
  }

  @Test
  void without_the_right_to_lock_all_memory_it_locks_none_and_runs() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs util-linux");
    Path folder = Files.createTempDirectory("vp");
    List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=65536:65536"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--bounding-set=-ipc_lock"));
    }
    command.addAll(
        TestHost.command(
            System.getProperty("java.class.path"),
            "--home",
            folder.resolve("home").toString(),
            "--socket",
            folder.resolve("run/p.sock").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = new ArrayList<>();
      while (lines.isEmpty() || !lines.getLast().startsWith("ready ")) {
        lines.add(output.readLine());
      }
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("Its memory is not locked")),
          lines.toString());
      String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
      assertEquals("0 kB", field(status, "VmLck:"));
    } finally {
      process.destroyForcibly().waitFor();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  @Test
  void it_ends_when_told_to_and_takes_its_socket_along() throws Exception {
    try (TestHost host = new TestHost()) {
      assertEquals(128 + 15, host.stop());
      assertFalse(Files.exists(host.socket()));
    }
  }

  @Test
  void keys_that_others_can_read_stop_it_with_a_sentence() throws Exception {
    try (TestHost host = new TestHost()) {
      Path key = host.home.resolve("device.key");
      host.stop();
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
      Answer answer = run("--home", host.home.toString(), "--socket", host.socket().toString());
      assertEquals(1, answer.status());
      assertTrue(answer.text().contains("chmod 600"), answer.text());
    }
  }

  @Test
  void arguments_are_explained() throws Exception {
    Answer help = run("--help");
    assertEquals(0, help.status());
    assertTrue(help.text().contains("--socket PATH"));
    for (String[] wrong :
        new String[][] {{}, {"--home"}, {"--home", "x"}, {"--wrong", "x"}, {"--capacity", "x"}}) {
      Answer answer = run(wrong);
      assertEquals(2, answer.status());
      assertTrue(answer.text().contains("usage:"));
    }
  }

  private record Answer(int status, String text) {}

  private static Answer run(String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(TestHost.command(System.getProperty("java.class.path"), arguments))
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }
}
