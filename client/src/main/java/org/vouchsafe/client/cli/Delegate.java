package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.Introduction;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands about other people's rights in an environment. */
@Command(
    name = "delegate",
    description = "Let other people's keys use your environment.",
    subcommands = {Delegate.Issue.class, Delegate.Accept.class, Delegate.Revoke.class})
final class Delegate extends Group {

  @Command(
      name = "issue",
      description = {
        "Sign a credential for somebody's key and write it, with what they need to verify the",
        "environment, to a file that you give them. There is no secret in it."
      },
      footer = {
        "",
        "Example:",
        "  vouchsafe delegate issue env_4k7… --key bob.pem --rights invoke,attach --out"
            + " bob.credential"
      })
  static final class Issue extends Action {
    @Parameters(paramLabel = "ENV", description = "The environment.")
    private String environment = "";

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "Their public key (PEM), from `vouchsafe identity show --pem`.")
    private Path key = Path.of("");

    @Option(
        names = "--rights",
        required = true,
        split = ",",
        paramLabel = "RIGHT",
        description = "Of: ${COMPLETION-CANDIDATES}")
    private Set<Right> rights = Set.of();

    @Option(
        names = "--generation",
        paramLabel = "N",
        description = "Revoked when the environment's generation is raised above N (default: 0).")
    private long generation;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
    private Path out = Path.of("");

    @Override
    int run() throws Exception {
      VerifyingKey delegate = IdentityFile.readPublic(key);
      try (Progress progress = progress();
          EnclaveClient client = client(progress)) {
        Introduction introduction =
            client.introduce(environment, delegate, new TreeSet<>(rights), generation);
        Files.write(out, introduction.encode().toArray());
        Credential credential = introduction.credential();
        JsonObject object =
            JsonObject.build()
                .put("environment", environment)
                .put("client", delegate.id().hex())
                .put("credential", credential.id().hex())
                .put("generation", credential.generation())
                .put("file", out.toString())
                .done();
        print(
            object, Lines.of(object, "environment", "client", "credential", "generation", "file"));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "accept",
      description = "Take a credential that somebody gave you into this profile.",
      footer = {"", "Example:", "  vouchsafe delegate accept bob.credential"})
  static final class Accept extends Action {
    @Parameters(paramLabel = "FILE", description = "From `vouchsafe delegate issue`.")
    private Path file = Path.of("");

    @Override
    int run() throws Exception {
      Introduction introduction = Introduction.read(file);
      try (Progress progress = progress();
          EnclaveClient client = client(progress)) {
        client.accept(introduction);
      }
      say(introduction.environment() + " can be used from this profile now");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "revoke",
      description = {
        "Raise the environment's generation: credentials of lower generations are invalid from"
            + " then",
        "on, and cannot become valid again."
      },
      footer = {"", "Example:", "  vouchsafe delegate revoke env_4k7… --below 1"})
  static final class Revoke extends EnclaveAction {
    @Parameters(paramLabel = "ENV", description = "The environment.")
    private String environment = "";

    @Option(
        names = "--below",
        required = true,
        paramLabel = "N",
        description = "The lowest generation that stays valid.")
    private long generation;

    @Override
    int run() throws Exception {
      try (Progress progress = progress();
          EnclaveClient client = client(progress);
          AttestedChannel channel = open(client, environment, Channels.Way.SOCKET)) {
        channel.revoke(generation);
      }
      say("Credentials of " + environment + " below generation " + generation + " are revoked.");
      return ExitCode.OK;
    }
  }
}
