package org.vouchsafe.client.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Exchanges a password for a token. */
@Command(
    name = "login",
    description = {
      "Sign in and keep a token in the profile's token file (mode 0600).",
      "",
      "The password is asked for on a terminal, and else read from standard input as one line."
    },
    footer = {"", "Example:", "  vouchsafe login --user alice < password.txt"})
final class Login extends Action {
  @Option(names = "--user", required = true, paramLabel = "NAME", description = "Your user name.")
  private String user = "";

  @Override
  int run() throws Exception {
    Profile profile = profile();
    String password = password(context(), "Password for " + user + ": ");
    try (HostService service = new HostService(profile.url(), profile.pin(), Optional.empty())) {
      JsonObject answer =
          service.post(
              "/login", JsonObject.build().put("user", user).put("password", password).done());
      profile.storeToken(answer.text("token"));
      JsonObject shown =
          JsonObject.build()
              .put("account", answer.optionalText("account"))
              .put("expires", answer.optionalText("expires"))
              .put("roles", answer.has("roles") ? String.join(" ", answer.texts("roles")) : "")
              .done();
      print(shown, "Signed in as " + user + ".\n" + Lines.of(shown, "account", "roles", "expires"));
    }
    return ExitCode.OK;
  }

  static String password(Context context, String prompt) throws IOException, UsageException {
    return passwords(context, prompt).get(0);
  }

  /** Never echoed and never an argument, where other users of the machine could see it. */
  static List<String> passwords(Context context, String... prompts)
      throws IOException, UsageException {
    Console console = context.terminal() ? System.console() : null;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8));
    List<String> passwords = new ArrayList<>();
    for (String prompt : prompts) {
      String password = console == null ? lines.readLine() : typed(console, prompt);
      if (password == null || password.isEmpty()) {
        throw new UsageException("there is no password on standard input");
      }
      passwords.add(password);
    }
    return passwords;
  }

  private static @Nullable String typed(Console console, String prompt) {
    char[] typed = console.readPassword("%s", Plain.line(prompt));
    return typed == null ? null : new String(typed);
  }
}
