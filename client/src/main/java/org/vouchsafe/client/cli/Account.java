package org.vouchsafe.client.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands about accounts. */
@Command(
    name = "account",
    description = "Accounts of the service.",
    subcommands = {
      Account.Create.class,
      Account.All.class,
      Account.Key.class,
      Account.Password.class
    })
final class Account extends Group {

  @Command(
      name = "create",
      description = {
        "Make an account with one user (operators).",
        "",
        "The password is asked for on a terminal, and else read from standard input as one line."
      },
      footer = {
        "",
        "Example:",
        "  vouchsafe account create acme --user alice --role client < password.txt"
      })
  static final class Create extends Action {
    @Parameters(paramLabel = "NAME", description = "The account's name.")
    private String name = "";

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "Its user.")
    private String user = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "client, operator or auditor; may be given several times (default: client).")
    private List<String> roles = List.of("client");

    @Override
    int run() throws Exception {
      JsonObject wish =
          JsonObject.build()
              .put("name", name)
              .put("user", user)
              .put("password", Login.password(context(), "Password for " + user + ": "))
              .put("roles", roles)
              .done();
      try (HostService service = service()) {
        JsonObject made = service.post("/accounts", wish);
        print(made, "Made account " + made.shown("id") + " with user " + user + ".");
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List accounts (operators).")
  static final class All extends Action {
    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        printTable(Pages.all(service, "/accounts"), "id", "name", "user", "roles", "createdAt");
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "key",
      description = "Keys that sign an account's messages.",
      subcommands = Account.KeyAdd.class)
  static final class Key extends Group {}

  @Command(
      name = "add",
      description = {
        "Register your identity's public key, so that messages signed with it are taken as yours.",
        "Prints the account that it is registered with."
      },
      footer = {"", "Example:", "  account=$(vouchsafe account key add)"})
  static final class KeyAdd extends Action {
    @Parameters(arity = "0..1", paramLabel = "ACCOUNT", description = "Default: your own.")
    private @Nullable String account;

    @Option(
        names = "--identity",
        paramLabel = "FILE",
        description = "Another key than the profile's, public or private; an auditor's, say.")
    private @Nullable Path identity;

    @Override
    int run() throws Exception {
      VerifyingKey key = IdentityFile.readPublic(identity == null ? identityPath() : identity);
      try (HostService service = service()) {
        String named = account == null ? own(service) : account;
        JsonObject made = register(service, named, key);
        note("Registered key " + key.id() + " with:");
        print(made, named);
      }
      return ExitCode.OK;
    }
  }

  /** The account that the profile's token belongs to. */
  static String own(HostService service) throws Exception {
    return service.get("/session").text("account");
  }

  static JsonObject register(HostService service, String account, VerifyingKey key)
      throws Exception {
    return service.post(
        "/accounts/" + Pages.encoded(account) + "/keys",
        JsonObject.build().put("spki", key.spki()).done());
  }

  @Command(
      name = "password",
      description = {
        "Change your password. The old and the new one are asked for on a terminal, and else read",
        "from standard input as two lines."
      })
  static final class Password extends Action {
    @Override
    int run() throws Exception {
      List<String> typed = Login.passwords(context(), "Present password: ", "New password: ");
      try (HostService service = service()) {
        service.post(
            "/accounts/" + Pages.encoded(own(service)) + "/password",
            JsonObject.build().put("current", typed.get(0)).put("password", typed.get(1)).done());
      }
      say("The password is changed.");
      return ExitCode.OK;
    }
  }
}
