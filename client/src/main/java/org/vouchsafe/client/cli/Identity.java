package org.vouchsafe.client.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups the commands about the user's key. */
@Command(
    name = "identity",
    description = "The key that owns your environments.",
    subcommands = {Identity.Create.class, Identity.Show.class})
final class Identity extends Group {

  @Command(
      name = "create",
      description = {
        "Make a key (mode 0600). An existing file is never overwritten.",
        "",
        "Keep a copy: what is bound to this key can be used with this key only."
      },
      footer = {"", "Example:", "  vouchsafe identity create"})
  static final class Create extends Action {
    @Option(
        names = "--algorithm",
        paramLabel = "NAME",
        description = "ed25519 (default), p256 or p384")
    private SigningKey.Algorithm algorithm = SigningKey.Algorithm.ED25519;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Where to (default: identity.pem in the configuration folder).")
    private @Nullable Path file;

    @Override
    int run() throws Exception {
      Path path = file == null ? context().config().path().resolve("identity.pem") : file;
      SigningKey key = IdentityFile.create(path, algorithm, context().random());
      show(this, path, key.publicKey());
      return ExitCode.OK;
    }
  }

  @Command(name = "show", description = "Show the public half of your key.")
  static final class Show extends Action {
    @Option(names = "--file", paramLabel = "FILE", description = "Another key than the profile's.")
    private @Nullable Path file;

    @Option(names = "--pem", description = "Print the public key as PEM and nothing else.")
    private boolean pem;

    @Override
    int run() throws Exception {
      Path path = file == null ? identityPath() : file;
      VerifyingKey key = IdentityFile.readPublic(path);
      if (pem) {
        context().out().print(IdentityFile.publicPem(key));
      } else {
        show(this, path, key);
      }
      return ExitCode.OK;
    }
  }

  private static void show(Action action, Path path, VerifyingKey key) {
    JsonObject object =
        JsonObject.build()
            .put("file", path.toString())
            .put("algorithm", key.algorithm().name())
            .put("keyId", key.id().hex())
            .put("spki", key.spki())
            .done();
    action.print(object, Lines.of(object, "file", "algorithm", "keyId", "spki"));
  }
}
