package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.authority.EnrolmentDesk;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.IdentityFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands of a trusted authority. */
@Command(
    name = "authority",
    description = {
      "The trusted authority's desk.",
      "",
      "A folder with its keys (mode 0600) and, in public/, what everybody gets: root.pem, chain.pem"
          + " and revocation lists."
    },
    subcommands = {
      AuthorityCommand.Init.class,
      AuthorityCommand.Enrol.class,
      AuthorityCommand.CertifyAuditor.class,
      AuthorityCommand.Publish.class,
      AuthorityCommand.Revoke.class,
      AuthorityCommand.All.class
    })
final class AuthorityCommand extends Group {
  /** Where the desk is. */
  static final class Folder {
    @Option(
        names = "--folder",
        required = true,
        paramLabel = "DIR",
        description = "The authority's folder.")
    private Path path = Path.of("");

    Path path() {
      return path;
    }
  }

  @Command(
      name = "init",
      description = "Make an authority: a root, and an intermediate that issues.",
      footer = {"", "Example:", "  vouchsafe authority init --folder authority --development"})
  static final class Init extends Action {
    @Mixin private Folder folder = new Folder();

    @Option(names = "--name", paramLabel = "NAME", description = "For people.")
    private String name = "Vouchsafe authority";

    @Option(
        names = "--development",
        description = "For software processors, which protect nothing, and only for them.")
    private boolean development;

    @Override
    int run() throws Exception {
      EnrolmentDesk desk =
          EnrolmentDesk.initialise(
              folder.path(), name, development, context().clock().instant(), context().random());
      JsonObject object =
          JsonObject.build()
              .put("root", desk.rootFile().toString())
              .put("id", desk.root().id().hex())
              .put("development", development)
              .done();
      print(object, Lines.of(object, "root", "id", "development"));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "enrol",
      description = {
        "Certify a processor, and print its chain (PEM) for its folder (chain.pem).",
        "",
        "By this you vouch that the processor is genuine. Look at it first; the request proves"
            + " only",
        "that it has the keys which it names."
      },
      footer = {
        "",
        "Example:",
        "  vouchsafe authority enrol --folder authority alpha/enrolment-request --out"
            + " alpha/chain.pem"
      })
  static final class Enrol extends Action {
    @Mixin private Folder folder = new Folder();

    @Parameters(paramLabel = "REQUEST", description = "The processor's enrolment request.")
    private Path request = Path.of("");

    @Option(names = "--out", paramLabel = "FILE", description = "Write the chain to FILE.")
    private @Nullable Path out;

    @Override
    int run() throws Exception {
      EnrolmentDesk desk = EnrolmentDesk.open(folder.path(), context().random());
      String chain =
          desk.enrol(Bytes.copyOf(Files.readAllBytes(request)), context().clock().instant());
      if (out == null) {
        print(JsonObject.build().put("chain", chain).done(), chain.strip());
      } else {
        Files.writeString(out, chain);
        print(
            JsonObject.build().put("chain", chain).put("file", out.toString()).done(),
            "Enrolled; the chain is in " + out);
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "certify-auditor",
      description = "Certify an auditor's key, and print the certificate (PEM).")
  static final class CertifyAuditor extends Action {
    @Mixin private Folder folder = new Folder();

    @Parameters(paramLabel = "KEY", description = "The auditor's public key (PEM, P-384).")
    private Path key = Path.of("");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "For people.")
    private String name = "";

    @Override
    int run() throws Exception {
      EnrolmentDesk desk = EnrolmentDesk.open(folder.path(), context().random());
      String certificate =
          desk.certifyAuditor(name, IdentityFile.readPublic(key), context().clock().instant());
      print(JsonObject.build().put("certificate", certificate).done(), certificate.strip());
      return ExitCode.OK;
    }
  }

  @Command(name = "publish", description = "Write new revocation lists, valid for a week.")
  static final class Publish extends Action {
    @Mixin private Folder folder = new Folder();

    @Override
    int run() throws Exception {
      EnrolmentDesk.open(folder.path(), context().random()).publish(context().clock().instant());
      say("Published new lists in " + folder.path().resolve("public"));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "revoke",
      description = "Revoke every certificate of a device, and publish new lists. For good.",
      footer = {"", "Example:", "  vouchsafe authority revoke --folder authority 5d1f…"})
  static final class Revoke extends Action {
    @Mixin private Folder folder = new Folder();

    @Parameters(paramLabel = "DEVICE", description = "The device id (see `authority list`).")
    private String device = "";

    @Override
    int run() throws Exception {
      int count =
          EnrolmentDesk.open(folder.path(), context().random())
              .revoke(device, context().clock().instant());
      if (count == 0) {
        throw new UsageException("no certificate of this device is in force here");
      }
      print(
          JsonObject.build().put("revoked", count).done(),
          "Revoked " + count + (count == 1 ? " certificate." : " certificates."));
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List the processors that were certified here.")
  static final class All extends Action {
    @Mixin private Folder folder = new Folder();

    @Override
    int run() throws Exception {
      List<JsonObject> items = new ArrayList<>();
      for (EnrolmentDesk.Issued issued :
          EnrolmentDesk.open(folder.path(), context().random()).issued()) {
        items.add(
            JsonObject.build()
                .put("device", issued.certificate().claims().deviceId().hex())
                .put("platform", issued.certificate().claims().platform().name())
                .put(
                    "notAfter", issued.certificate().certificate().validity().notAfter().toString())
                .put("revoked", issued.revoked().map(Object::toString))
                .done());
      }
      printTable(items, "device", "platform", "notAfter", "revoked");
      return ExitCode.OK;
    }
  }
}
