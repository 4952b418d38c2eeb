package org.vouchsafe.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.profile.RunPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a program in an environment as if it ran here. */
@Command(
    name = "run",
    description = {
      "Verify an environment and run a program in it, as if it ran here.",
      "",
      "  run ENV                 starts the program that `authorise` sent",
      "  run ENV PROGRAM.wasm    sends a program and starts it",
      "  run --new PROGRAM.wasm  establishes an environment first",
      "",
      "Put -- before arguments that begin with a dash. Arguments, --env and --mount are",
      "secret: only the environment sees them. Ctrl-C ends the program; a lost",
      "connection does not (`attach`). The exit code is the program's; this command's",
      "own failures are 64 and above (docs/cli.md)."
    },
    footer = {
      "",
      "Examples:",
      "  vouchsafe run --new hello.wasm",
      "  vouchsafe run --new --rm --memory 512MiB python.wasm --mount lib:/lib -- -c 'print(1)'",
      "  tar c . | vouchsafe run env_4k7… wc.wasm > counts.txt"
    })
final class Run extends EnclaveAction implements PassesExitCode {
  @picocli.CommandLine.Parameters(
      arity = "0..*",
      paramLabel = "ENV|PROGRAM [ARG]",
      description = "See above.")
  private List<String> words = List.of();

  @Option(names = "--new", description = "Establish an environment first.")
  private boolean fresh;

  @Option(names = "--rm", description = "End the environment when the program has ended.")
  private boolean remove;

  @Mixin private ParameterOptions parameters = new ParameterOptions();
  @Mixin private Establish.PlacementOptions placement = new Establish.PlacementOptions();
  @Mixin private LaunchOptions launch = new LaunchOptions();

  @Override
  int run() throws Exception {
    List<String> rest = new ArrayList<>(words);
    if (rest.isEmpty()) {
      throw new UsageException(fresh ? "say which program" : "say which environment, or --new");
    }
    Optional<String> given = fresh ? Optional.empty() : Optional.of(rest.removeFirst());
    Optional<Path> program =
        rest.isEmpty() ? Optional.empty() : Optional.of(Path.of(rest.removeFirst()));
    Optional<LaunchOptions.Prepared> prepared =
        program.isEmpty()
            ? Optional.empty()
            : Optional.of(launch.prepare(program.get(), rest, context().random()));
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      String environment = given.isPresent() ? given.get() : establish(client);
      try {
        return run(client, environment, prepared, progress);
      } finally {
        if (remove) {
          client.terminate(environment, true);
        }
      }
    }
  }

  private String establish(EnclaveClient client) throws Exception {
    Parameters chosen = parameters.build(() -> client.identity().publicKey());
    String environment = client.establish(placement.order(chosen));
    if (!remove) {
      note("environment " + environment);
    }
    return environment;
  }

  private int run(
      EnclaveClient client,
      String environment,
      Optional<LaunchOptions.Prepared> prepared,
      Progress progress)
      throws Exception {
    AttestedChannel channel = open(client, environment, Channels.Way.SOCKET);
    if (prepared.isPresent()) {
      progress.step("Sending the program");
      channel.authorise(prepared.get().launch(), Optional.of(prepared.get().program()));
    }
    progress.step("Starting the program");
    Streams streams =
        new Streams(this, channel, comeback(client, environment, Channels.Way.SOCKET), environment);
    return streams.follow(
        channel.start(
            (run, output, errors) ->
                client.records().keepPosition(environment, new RunPosition(run, output, errors))),
        progress);
  }
}
