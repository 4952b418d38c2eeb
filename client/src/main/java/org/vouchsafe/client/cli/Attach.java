package org.vouchsafe.client.cli;

import java.util.Optional;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.ProgramRun;
import org.vouchsafe.client.profile.RunPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Comes back to a program that runs. */
@Command(
    name = "attach",
    description = {
      "Come back to a program that runs.",
      "",
      "Brings its output from where nobody has taken it, takes your input, and ends with its exit"
          + " code. Ctrl-C ends the program."
    },
    footer = {"", "Example:", "  vouchsafe attach env_4k7…"})
final class Attach extends EnclaveAction implements PassesExitCode {
  @Parameters(paramLabel = "ENV", description = "The environment.")
  private String environment = "";

  @Override
  int run() throws Exception {
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      AttestedChannel channel = open(client, environment, Channels.Way.SOCKET);
      Outcome.Status status = channel.status();
      if (status.running().isEmpty()) {
        channel.close();
        throw new UsageException("no program was started in " + environment);
      }
      RequestId id = status.running().get();
      Optional<RunPosition> taken =
          client.records().position(environment).filter(position -> position.run().equals(id));
      ProgramRun run =
          ProgramRun.ofElsewhere(
              id,
              taken.map(RunPosition::output).orElse(0L),
              taken.map(RunPosition::errors).orElse(0L),
              (same, output, errors) ->
                  client
                      .records()
                      .keepPosition(environment, new RunPosition(same, output, errors)));
      channel.attach(run);
      Streams.tellSkipped(this, run.skipped());
      Streams streams =
          new Streams(
              this, channel, comeback(client, environment, Channels.Way.SOCKET), environment);
      return streams.follow(run, progress);
    }
  }
}
