package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.ProgramRun;

/** Request, provision, attest, verify, channel, program, result: DESIGN §4. */
@ExtendWith(RunningService.Fixture.class)
final class StoryIT {
  @Test
  void a_command_runs_and_its_result_is_what_it_prints_anywhere(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.of("alpha"));
    try (AttestedChannel channel = alice.verify(environment).open(Channels.Way.SOCKET)) {
      Tenant.authorise(channel, Tenant.example("census/census.wasm"), "5");
      ProgramRun run = channel.start();
      Bytes input = Bytes.copyOf(Files.readAllBytes(Tenant.example("census/pay.csv")));
      assertEquals(Files.readString(Tenant.example("census/expected.txt")), Tenant.run(run, input));
      assertEquals(0, run.exitCode());
    }
    alice.client().terminate(environment, true);
  }

  @Test
  void a_reactor_keeps_its_memory_between_invocations(RunningService running) throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.empty());
    try (AttestedChannel channel = alice.verify(environment).open(Channels.Way.POST)) {
      Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
      channel.invoke("post", Bytes.utf8("salary 310000\nrent -120000\n"));
      assertEquals(
          "salary 310000\nrent -121000\n",
          text(channel, "post", "rent -1000\n") + text(channel, "balance", ""));
    }
  }

  private static String text(AttestedChannel channel, String export, String input)
      throws Exception {
    String said = new String(channel.invoke(export, Bytes.utf8(input)).output().toArray(), UTF_8);
    return export.equals("balance") ? said : "";
  }

  @Test
  void a_policy_that_does_not_say_so_refuses_the_software_processor(RunningService running)
      throws Exception {
    Tenant alice = running.tenant("client");
    String environment = alice.establish(Optional.empty());
    String strict = Tenant.POLICY.replace("accept-unprotected-development-processor: true\n", "");
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> alice.client().verify(environment, alice.policy(strict)));
    assertEquals(Code.PLATFORM_NOT_ALLOWED, refused.code());
  }
}
