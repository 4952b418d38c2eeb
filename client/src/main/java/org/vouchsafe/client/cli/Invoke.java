package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.Comeback;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls an export of the program that an environment has. */
@Command(
    name = "invoke",
    description = {
      "Verify an environment and call an export of its program.",
      "",
      "Standard input goes in, the export's output comes out. When the connection is lost, this"
          + " command comes back and asks for the same call again, which is done once. Exit code:"
          + " 0, or the low eight bits of what the export returned; this command's own failures are"
          + " 64 and above (docs/cli.md)."
    },
    footer = {"", "Example:", "  echo '1 2 3' | vouchsafe invoke env_4k7… sum"})
final class Invoke extends EnclaveAction implements PassesExitCode {
  /** The largest message of a session, less what surrounds the input. */
  private static final int MAX_INPUT = 100 << 20;

  @Parameters(index = "0", paramLabel = "ENV", description = "The environment.")
  private String environment = "";

  @Parameters(index = "1", paramLabel = "EXPORT", description = "The export to call.")
  private String export = "";

  @Mixin private InputOption input = new InputOption();

  @Mixin private Authorise.WayOption way = new Authorise.WayOption();

  @Override
  int run() throws Exception {
    Bytes bytes = input.read(context());
    Outcome.Invoked done;
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      Comeback comeback = comeback(client, environment, way.chosen());
      AttestedChannel channel = open(client, environment, way.chosen());
      progress.step("Calling " + export);
      done = comeback.invoke(channel, export, bytes);
    }
    return show(this, done);
  }

  /** Prints what an export wrote, and returns the exit code that says what it returned. */
  static int show(Action action, Outcome.Invoked done) {
    Context context = action.context();
    int result = done.result().orElse(0);
    if (action.json()) {
      JsonObject object =
          JsonObject.build()
              .put("output", done.output())
              .put("errors", done.errors())
              .put("result", result)
              .done();
      action.print(object, "");
    } else {
      context.err().writeBytes(done.errors().toArray());
      context.err().flush();
      context.out().writeBytes(done.output().toArray());
    }
    int low = result & 0xff;
    return result != 0 && low == 0 ? 1 : low;
  }

  /** What a call reads. */
  static final class InputOption {
    @Option(names = "--input", paramLabel = "FILE", description = "Instead of standard input.")
    private @Nullable Path input;

    Bytes read(Context context) throws IOException, UsageException {
      byte[] bytes =
          input == null ? context.in().readNBytes(MAX_INPUT + 1) : Files.readAllBytes(input);
      if (bytes.length > MAX_INPUT) {
        throw new UsageException("the input is larger than " + (MAX_INPUT >> 20) + " MiB");
      }
      return Bytes.copyOf(bytes);
    }
  }
}
