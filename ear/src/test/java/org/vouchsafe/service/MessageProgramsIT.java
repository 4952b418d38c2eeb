package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.client.json.JsonObject;

/** The programs of docs/jms.md, as anybody would run them: processes of their own. */
@ExtendWith(RunningService.Fixture.class)
final class MessageProgramsIT {
  private static final String BOOKINGS = "salary 310000\nrent -120000\nrent -1000\n";
  private static final String BALANCE = "salary 310000\nrent -121000\n";

  @Test
  void by_jms(RunningService running) throws Exception {
    tell(running, "ByJms");
  }

  @Test
  void by_amqp(RunningService running) throws Exception {
    tell(running, "ByAmqp", "amqp://127.0.0.1:" + running.service().amqpPort());
  }

  private static void tell(RunningService running, String program, String... address)
      throws Exception {
    Tenant alice = running.tenant("client");
    alice.policy(Tenant.POLICY);
    // No token: what the program does, it does by messages.
    Files.delete(alice.folder().load("default").tokenFile());
    List<String> words = new ArrayList<>(command(program));
    words.addAll(List.of(address));
    words.add(Sender.register(alice));
    words.add(Tenant.example("ledger/ledger.wasm").toString());

    assertEquals(BALANCE, run(running, alice, words));

    List<JsonObject> environments = alice.service().get("/environments").objects("items");
    assertEquals(1, environments.size());
    assertEquals("TERMINATED", environments.get(0).text("state"));
  }

  private static List<String> command(String program) throws IOException {
    Path built = Tenant.example("messages/target");
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        built.resolve("examples-messages.jar") + File.pathSeparator + built.resolve("lib") + "/*",
        "org.vouchsafe.examples.messages." + program);
  }

  private static String run(RunningService running, Tenant tenant, List<String> words)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("said", ".txt");
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectError(said.toFile());
      builder.environment().put("VOUCHSAFE_CONFIG", tenant.folder().path().toString());
      builder.environment().put("VOUCHSAFE_BROKER_PASSWORD", running.service().brokerPassword());
      Process process = builder.start();
      process.getOutputStream().write(BOOKINGS.getBytes(UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), () -> read(said));
      return output;
    } finally {
      Files.delete(said);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
