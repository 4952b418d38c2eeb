package org.vouchsafe.client.cli;

import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.ProgramRun;
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
      ProgramRun run = ProgramRun.ofElsewhere(status.running().get());
      channel.attach(run);
      Streams streams =
          new Streams(
              this, channel, () -> open(client, environment, Channels.Way.SOCKET), environment);
      return streams.follow(run, progress);
    }
  }
}
