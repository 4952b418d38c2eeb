package org.vouchsafe.client.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands about processors. */
@Command(
    name = "processors",
    description = "The processors of the service.",
    subcommands = {Processors.All.class, Processors.One.class})
final class Processors extends Group {

  @Command(name = "list", description = "List the processors.")
  static final class All extends Action {
    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        printTable(
            Pages.all(service, "/processors"),
            "id",
            "name",
            "platform",
            "state",
            "softwareVersion",
            "areas");
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "show", description = "Show a processor.")
  static final class One extends Action {
    @Parameters(paramLabel = "PROCESSOR", description = "The processor.")
    private String processor = "";

    @Option(
        names = "--certificate",
        paramLabel = "FILE",
        description = "Write its certificate chain (PEM) to FILE.")
    private @Nullable Path certificate;

    @Override
    int run() throws Exception {
      String path = "/processors/" + Pages.encoded(processor);
      try (HostService service = service()) {
        JsonObject object = service.get(path);
        if (certificate != null) {
          Bytes pem = service.getBytes(path + "/certificate");
          // What the service sends goes to a file as it is; it is read strictly where it is used.
          Files.writeString(certificate, new String(pem.toArray(), StandardCharsets.US_ASCII));
        }
        print(
            object,
            Lines.of(
                object, "id", "name", "platform", "deviceId", "softwareVersion", "svn", "state"));
      }
      return ExitCode.OK;
    }
  }
}
