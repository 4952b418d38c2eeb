package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.channel.SealedCall;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Opens the reply to a sealed call. */
@Command(
    name = "open",
    description = {
      "Open the reply to a call that `seal` sealed. No service is asked.",
      "",
      "Output and exit code are those of `invoke`. The reply may be bytes or base64url."
    },
    footer = {"", "Example:", "  vouchsafe open call reply"})
final class Open extends Action implements PassesExitCode {
  /** The largest reply that an environment seals. */
  private static final int MAX_REPLY = 32 << 20;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The message that was sent; FILE.secret lies beside it.")
  private Path file = Path.of("");

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "REPLY",
      description = "The answer (default: standard input).")
  private @Nullable Path reply;

  @Override
  int run() throws Exception {
    byte[] answer =
        reply == null ? context().in().readNBytes(MAX_REPLY) : Files.readAllBytes(reply);
    try (SealedCall call = SealedFiles.read(file)) {
      Outcome.Invoked done = call.open(SealedFiles.content(answer, "the reply"));
      return Invoke.show(this, done);
    }
  }
}
