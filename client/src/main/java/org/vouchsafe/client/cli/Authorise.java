package org.vouchsafe.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a program to a verified environment. */
@Command(
    name = "authorise",
    aliases = "authorize",
    description = {
      "Verify an environment, and send it a program over the channel.",
      "",
      "It is loaded, not started: `invoke` calls its exports, `run` starts it.",
      "",
      "Arguments, --env and --mount are secret: only the environment sees them. Credentials for",
      "other people's keys are `vouchsafe delegate`'s."
    },
    footer = {
      "",
      "Example:",
      "  vouchsafe authorise env_4k7… --program sum.wasm --mount data:/data"
    })
final class Authorise extends EnclaveAction {
  @Parameters(index = "0", paramLabel = "ENV", description = "The environment.")
  private String environment = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "Secret arguments of the program.")
  private List<String> arguments = List.of();

  @Option(
      names = "--program",
      required = true,
      paramLabel = "FILE",
      description = "A WebAssembly module or a program package.")
  private Path program = Path.of("");

  @Mixin private LaunchOptions launch = new LaunchOptions();
  @Mixin private WayOption way = new WayOption();

  @Override
  int run() throws Exception {
    LaunchOptions.Prepared prepared = launch.prepare(program, arguments, context().random());
    try (Progress progress = progress();
        EnclaveClient client = client(progress);
        AttestedChannel channel = open(client, environment, way.chosen())) {
      progress.step("Sending the program");
      Outcome.Authorised done =
          channel.authorise(prepared.launch(), Optional.of(prepared.program()));
      progress.clear();
      JsonObject object =
          JsonObject.build()
              .put("programDigest", done.programDigest().hex())
              .put("launchDigest", done.launchDigest().hex())
              .done();
      print(object, Lines.of(object, "programDigest", "launchDigest"));
    }
    return ExitCode.OK;
  }

  /** How frames travel. */
  static final class WayOption {
    @Option(
        names = "--post",
        description = "Use plain POSTs instead of a WebSocket, where that does not pass.")
    private boolean post;

    Channels.Way chosen() {
      return post ? Channels.Way.POST : Channels.Way.SOCKET;
    }
  }
}
