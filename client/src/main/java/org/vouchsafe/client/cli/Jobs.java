package org.vouchsafe.client.cli;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands about jobs. */
@Command(
    name = "jobs",
    description = "What the service did, does and could not do.",
    subcommands = {Jobs.All.class, Jobs.One.class, Jobs.Retry.class, Jobs.Dead.class})
final class Jobs extends Group {
  private static final String[] COLUMNS = {
    "id", "op", "environment", "state", "attempts", "createdAt"
  };

  @Command(name = "list", description = "List jobs, the newest first.")
  static final class All extends Action {
    @Option(names = "--environment", paramLabel = "ENV", description = "Only of this environment.")
    private @Nullable String environment;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only those QUEUED, RUNNING, DONE or FAILED.")
    private @Nullable String state;

    @Override
    int run() throws Exception {
      String query =
          (environment == null ? "" : "&environment=" + Pages.encoded(environment))
              + (state == null ? "" : "&state=" + Pages.encoded(state));
      try (HostService service = service()) {
        printTable(
            Pages.all(service, "/jobs" + (query.isEmpty() ? "" : "?" + query.substring(1))),
            COLUMNS);
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "show", description = "Show a job, and why it failed if it did.")
  static final class One extends Action {
    @Parameters(paramLabel = "JOB", description = "The job.")
    private String job = "";

    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        JsonObject object = service.get("/jobs/" + Pages.encoded(job));
        print(
            object,
            Lines.of(object, "id", "op", "environment", "state", "attempts", "error", "createdAt"));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "retry",
      description = "Have a failed job done again.",
      footer = {"", "Example:", "  vouchsafe jobs retry job_p3x…"})
  static final class Retry extends Action {
    @Parameters(paramLabel = "JOB", description = "The job, or a dead letter.")
    private String job = "";

    @Override
    int run() throws Exception {
      String kind = job.startsWith("job_") ? "/jobs/" : "/dead-letters/";
      try (HostService service = service()) {
        JsonObject object =
            service.post(kind + Pages.encoded(job) + "/retry", JsonObject.build().done());
        print(object, job + " will be done again");
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "dead-letters",
      description = "List messages that could not be worked off (operators).")
  static final class Dead extends Action {
    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        printTable(Pages.all(service, "/dead-letters"), "id", "queue", "job", "reason");
      }
      return ExitCode.OK;
    }
  }
}
