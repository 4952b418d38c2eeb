package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.SealedCall;
import org.vouchsafe.client.channel.SealedMessages;
import org.vouchsafe.client.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Seals a call for any messaging tool to carry. */
@Command(
    name = "seal",
    description = {
      "Verify an environment and seal a call to it, for any messaging tool to carry.",
      "",
      "Writes the message to FILE, and what opens the reply to FILE.secret: keep that one private,",
      "and delete it when you have the reply. The message may be sent as often as it takes; the",
      "call is done once. Standard input is the call's input, at most about 1 MiB.",
      "When the answer is EPOCH_SUPERSEDED, seal the same call --again."
    },
    footer = {
      "",
      "Example:",
      "  echo 'rent -1200' | vouchsafe seal env_4k7… post --out call",
      "  … send call to the queue vouchsafe.invoke (docs/jms.md), save the answer as reply …",
      "  vouchsafe open call reply"
    })
final class Seal extends EnclaveAction {
  @Parameters(index = "0", paramLabel = "ENV", description = "The environment.")
  private String environment = "";

  @Parameters(index = "1", paramLabel = "EXPORT", description = "The export to call.")
  private String export = "";

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The message.")
  private Path out = Path.of("");

  @Option(
      names = "--text",
      description = "Write base64url, for a text message; else bytes, for a bytes message.")
  private boolean text;

  @Option(
      names = "--again",
      description = "Replace FILE: the same call under its number, sealed to the key of now.")
  private boolean again;

  @Mixin private Invoke.InputOption input = new Invoke.InputOption();

  @Override
  int run() throws Exception {
    if (!again && Files.exists(out)) {
      throw new UsageException(
          "there is a file " + out + " already; say --again to seal the same call again");
    }
    Bytes bytes = input.read(context());
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      SealedMessages messages = client.messages(environment, policy());
      try (SealedCall call = again ? sealAgain(messages, bytes) : messages.seal(export, bytes)) {
        SealedFiles.write(out, call, text);
      }
    }
    JsonObject object =
        JsonObject.build()
            .put("message", out.toString())
            .put("secret", SealedFiles.secretOf(out).toString())
            .done();
    print(object, Lines.of(object, "message", "secret"));
    return ExitCode.OK;
  }

  private SealedCall sealAgain(SealedMessages messages, Bytes bytes) throws Exception {
    try (SealedCall before = SealedFiles.read(out)) {
      return messages.sealAgain(before, export, bytes);
    }
  }
}
