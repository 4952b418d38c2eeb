package org.vouchsafe.client.cli;

import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Groups the commands about tokens. */
@Command(
    name = "token",
    description = "Tokens for programs that use the service in your name.",
    subcommands = {Token.Create.class, Token.All.class, Token.Revoke.class})
final class Token extends Group {

  @Command(
      name = "create",
      description = "Make a token. It is shown once; the service keeps only a digest of it.",
      footer = {"", "Example:", "  vouchsafe token create nightly --json | jq -r .token"})
  static final class Create extends Action {
    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        JsonObject made = service.post("/tokens", JsonObject.build().put("name", name).done());
        print(made, Lines.of(made, "id", "token"));
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List your tokens, without their secrets.")
  static final class All extends Action {
    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        printTable(Pages.all(service, "/tokens"), "id", "name", "createdAt", "expires");
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "revoke", description = "Revoke a token, at once.")
  static final class Revoke extends Action {
    @Parameters(paramLabel = "TOKEN", description = "The token's id, tok_…")
    private String token = "";

    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        service.delete("/tokens/" + Pages.encoded(token));
      }
      say(token + " is revoked");
      return ExitCode.OK;
    }
  }
}
