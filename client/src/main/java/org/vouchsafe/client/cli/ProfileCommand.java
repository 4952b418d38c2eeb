package org.vouchsafe.client.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.Pin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups the commands about profiles. */
@Command(
    name = "profile",
    description = "Which service to talk to, and as whom.",
    subcommands = {ProfileCommand.Add.class, ProfileCommand.All.class, ProfileCommand.Show.class})
final class ProfileCommand extends Group {

  @Command(
      name = "add",
      description = {
        "Make a profile, or change its address and pin.",
        "",
        "The pin is the SHA-256 digest of the server's public TLS key. Get it from the operator,"
            + " not from the connection that it is to protect. The operator sees it with:",
        "  openssl x509 -in server.pem -pubkey -noout | openssl pkey -pubin -outform der |"
            + " sha256sum"
      },
      footer = {
        "",
        "Example:",
        "  vouchsafe profile add --name work --url https://127.0.0.1:8443 --pin sha256:3f…9c"
      })
  static final class Add extends Action {
    @Option(names = "--name", paramLabel = "NAME", description = "Its name (default: default).")
    private String name = "default";

    @Option(names = "--url", required = true, paramLabel = "URL", description = "https://HOST:PORT")
    private URI url = URI.create("https://localhost");

    @Option(
        names = "--pin",
        required = true,
        paramLabel = "PIN",
        description = "sha256: and 64 hexadecimal digits")
    private String pin = "";

    @Option(
        names = "--policy",
        paramLabel = "FILE",
        description = "The policy file (default: NAME.policy.yaml beside the profile).")
    private @Nullable Path policy;

    @Override
    int run() throws Exception {
      Profile usual;
      try {
        usual = Profile.of(context().config(), name, url, Pin.parse(pin));
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()));
      }
      if (!"https".equals(url.getScheme()) || url.getHost() == null) {
        throw new UsageException("--url is https://HOST:PORT");
      }
      Profile profile =
          policy == null
              ? usual
              : new Profile(
                  url, usual.pin(), usual.tokenFile(), usual.identity(), policy.toAbsolutePath());
      context().config().save(name, profile);
      print(describe(name, profile), "Saved profile " + name + ". Next: vouchsafe login");
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List the profiles.")
  static final class All extends Action {
    @Override
    int run() throws Exception {
      List<JsonObject> items = new ArrayList<>();
      for (String name : context().config().names()) {
        items.add(describe(name, context().config().load(name)));
      }
      printTable(items, "name", "url", "policy");
      return ExitCode.OK;
    }
  }

  @Command(name = "show", description = "Show the profile in use (see --profile).")
  static final class Show extends Action {
    @Override
    int run() throws Exception {
      JsonObject object = describe(profileName(), profile());
      print(object, Lines.of(object, "name", "url", "pin", "token-file", "identity", "policy"));
      return ExitCode.OK;
    }
  }

  private static JsonObject describe(String name, Profile profile) {
    return JsonObject.build()
        .put("name", name)
        .put("url", profile.url().toString())
        .put("pin", profile.pin().toString())
        .put("token-file", profile.tokenFile().toString())
        .put("identity", profile.identity().toString())
        .put("policy", profile.policy().toString())
        .done();
  }
}
