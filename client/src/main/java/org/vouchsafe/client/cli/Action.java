package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Option;

/** What all commands share: the options for profile and output, and the ways to print. */
abstract class Action implements Callable<Integer> {
  private @Nullable Context context;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Which service and user (default: $VOUCHSAFE_PROFILE, else \"default\").")
  private @Nullable String profileName;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress.")
  private boolean quiet;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  /** Does the work; what it throws becomes a message and an exit code in {@link Vouchsafe}. */
  abstract int run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    int code = run();
    context().out().flush();
    return code;
  }

  final void use(Context given) {
    context = given;
  }

  final Context context() {
    if (context == null) {
      throw new IllegalStateException("a command is made by Vouchsafe's factory");
    }
    return context;
  }

  final boolean json() {
    return json;
  }

  final String profileName() {
    if (profileName != null) {
      return profileName;
    }
    String fromEnvironment = context().environment().get("VOUCHSAFE_PROFILE");
    return fromEnvironment == null || fromEnvironment.isEmpty() ? "default" : fromEnvironment;
  }

  final Profile profile() throws IOException, MalformedException {
    return context().config().load(profileName());
  }

  final HostService service() throws IOException, MalformedException {
    Profile profile = profile();
    return new HostService(profile.url(), profile.pin(), profile.token());
  }

  /** A client that says on the terminal what it is doing. */
  final EnclaveClient client(Progress progress) throws IOException, MalformedException {
    if (!Files.exists(identityPath())) {
      throw noKey(identityPath());
    }
    return EnclaveClient.open(
            context().config(), profileName(), context().clock(), context().random())
        .telling(progress::step);
  }

  private static IOException noKey(Path path) {
    return new IOException(
        "There is no key in " + path + ". Make one with: vouchsafe identity create");
  }

  /** The profile's key file; the usual one while there is no profile yet. */
  final Path identityPath() throws IOException, MalformedException {
    return context().config().has(profileName())
        ? profile().identity()
        : context().config().path().resolve("identity.pem");
  }

  final SigningKey identity(Optional<Path> file) throws IOException, MalformedException {
    Path path = file.isPresent() ? file.get() : identityPath();
    if (!Files.exists(path)) {
      throw noKey(path);
    }
    return IdentityFile.read(path);
  }

  /** A line for people; nothing when JSON was asked for. */
  final void say(String line) {
    if (!json) {
      context().out().println(Plain.line(line));
    }
  }

  /** The result: {@code people} as text lines, or {@code object} as JSON. */
  final void print(JsonObject object, String people) {
    if (json) {
      context().out().println(object.pretty());
    } else {
      context().out().println(Plain.lines(people));
    }
  }

  /** A list as a table or as {@code {"items": […]}}. */
  final void printTable(List<JsonObject> items, String... columns) {
    if (json) {
      context().out().println(JsonObject.build().put("items", items).done().pretty());
    } else {
      Table.print(items, columns, context().out());
    }
  }

  /** A note on standard error for people. */
  final void note(String line) {
    if (!json && !quiet) {
      context().err().println(Plain.line(line));
    }
  }

  final Progress progress() {
    return new Progress(context().err(), context().terminal() && !quiet && !json);
  }
}
