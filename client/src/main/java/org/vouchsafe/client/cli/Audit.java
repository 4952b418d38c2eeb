package org.vouchsafe.client.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.authority.AuditDesk;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.service.HostService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups the commands of an auditor. */
@Command(
    name = "audit",
    description = {
      "The auditor's desk, offline; and, with `pull`, a question to an auditor.",
      "",
      "A folder with the key (mode 0600) and, in public/, the public key for policies, the auditing"
          + " certificates and their status."
    },
    subcommands = {
      Audit.Key.class,
      Audit.Inspect.class,
      Audit.Upload.class,
      AuditPull.class,
      Audit.Renew.class,
      Audit.Withdraw.class,
      Audit.Status.class,
      Audit.All.class
    })
final class Audit extends Group {
  /** Where the desk is. */
  static final class Desk {
    @Option(
        names = "--folder",
        required = true,
        paramLabel = "DIR",
        description = "The auditor's folder.")
    private Path path = Path.of("");

    AuditDesk open(Context context) throws Exception {
      return AuditDesk.open(path, context.random());
    }
  }

  @Command(name = "key", description = "The auditor's key.", subcommands = Audit.KeyCreate.class)
  static final class Key extends Group {}

  @Command(
      name = "create",
      description = "Make an auditor's key.",
      footer = {"", "Example:", "  vouchsafe audit key create --folder auditor --name 'Example'"})
  static final class KeyCreate extends Action {
    @Mixin private Desk desk = new Desk();

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "For people.")
    private String name = "";

    @Override
    int run() throws Exception {
      AuditDesk made = AuditDesk.initialise(desk.path, name, context().random());
      JsonObject object =
          JsonObject.build()
              .put("key", made.keyFile().toString())
              .put("keyId", made.key().id().hex())
              .done();
      print(object, Lines.of(object, "key", "keyId"));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "inspect",
      description = {
        "Sign what you found at a device: an auditing certificate and its first status.",
        "",
        "Level 0 vouches for nothing physical and is the only one for a software processor."
      },
      footer = {
        "",
        "Example:",
        "  vouchsafe audit inspect --folder auditor --processor alpha.pem --level 0 \\",
        "    --method 'visual' --site 'rack 7' --report report.pdf --days 90"
      })
  static final class Inspect extends Action {
    @Mixin private Desk desk = new Desk();

    @Option(
        names = "--processor",
        required = true,
        paramLabel = "FILE",
        description =
            "The processor's chain (PEM), from `vouchsafe processors show ID --certificate`.")
    private Path processor = Path.of("");

    @Option(names = "--level", required = true, paramLabel = "0-9", description = "How much.")
    private int level;

    @Option(names = "--method", required = true, paramLabel = "TEXT", description = "How.")
    private String method = "";

    @Option(names = "--site", required = true, paramLabel = "TEXT", description = "Where.")
    private String site = "";

    @Option(
        names = "--report",
        required = true,
        paramLabel = "FILE",
        description = "Your report; its digest goes into the certificate.")
    private Path report = Path.of("");

    @Option(names = "--days", paramLabel = "N", description = "How long (default: 90).")
    private int days = 90;

    @Override
    int run() throws Exception {
      ProcessorCertificate certificate = certificate(processor);
      if (certificate.claims().platform().name().equals("software") && level != 0) {
        throw new UsageException("a software processor has nothing physical: its level is 0");
      }
      Instant now = context().clock().instant();
      Bytes digest = Lp.sha384("VS-report", Bytes.copyOf(Files.readAllBytes(report)));
      AuditClaims claims;
      try {
        claims = new AuditClaims(level, method, site, digest);
      } catch (IllegalArgumentException e) {
        throw new UsageException("this audit cannot be: " + e.getMessage());
      }
      show(
          this,
          desk.open(context())
              .inspect(certificate.claims().deviceId(), claims, period(now, days), now));
      return ExitCode.OK;
    }

    private static ProcessorCertificate certificate(Path file)
        throws java.io.IOException, MalformedException, RefusedException {
      String pem = Files.readString(file, StandardCharsets.US_ASCII);
      return ProcessorCertificate.parse(Pem.read(Pem.CERTIFICATE, pem, file.toString()).get(0));
    }
  }

  @Command(
      name = "upload",
      description = {
        "Give a service the auditing certificates of one of its processors, with their status.",
        "Without --to, everything goes into the register of an auditor's own server, which then",
        "answers clients who ask for it.",
        "",
        "You must be signed in with the role auditor. The desk's public key is registered with your"
            + " account first, if it is not yet: the service takes what that key signed. Clients"
            + " check everything themselves."
      },
      footer = {"", "Example:", "  vouchsafe audit upload --folder auditor --to prc_7tz…"})
  static final class Upload extends Action {
    @Mixin private Desk desk = new Desk();

    @Option(names = "--to", paramLabel = "PROCESSOR", description = "Its id.")
    private @Nullable String to;

    @Override
    int run() throws Exception {
      try (HostService service = service()) {
        Optional<DeviceId> device =
            to == null ? Optional.empty() : Optional.of(device(service, to));
        String path =
            to == null ? "/auditor/signed" : "/processors/" + Pages.encoded(to) + "/audits";
        AuditDesk open = desk.open(context());
        requireRegistered(service, open.key());
        List<JsonObject> items = new ArrayList<>();
        for (AuditDesk.Audit audit : open.audits()) {
          if (device.isEmpty() || device.get().equals(audit.certificate().device())) {
            service.postBytes(path, audit.certificate().der());
            service.postBytes(path, Bytes.copyOf(Files.readAllBytes(audit.status())));
            items.add(describe(audit));
          }
        }
        if (items.isEmpty()) {
          throw new UsageException(
              to == null ? "there is no audit here" : "there is no audit of this device here");
        }
        printTable(items, "id", "device", "level", "notAfter", "status");
      }
      return ExitCode.OK;
    }

    private static void requireRegistered(HostService service, VerifyingKey key) throws Exception {
      String account = Account.own(service);
      String path = "/accounts/" + Pages.encoded(account) + "/keys";
      boolean known =
          Pages.all(service, path).stream()
              .anyMatch(item -> item.shown("spki").equals(key.spki().base64Url()));
      if (!known) {
        Account.register(service, account, key);
      }
    }

    private static DeviceId device(HostService service, String to) throws Exception {
      Bytes pem = service.getBytes("/processors/" + Pages.encoded(to) + "/certificate");
      return ProcessorCertificate.parse(
              Pem.read(Pem.CERTIFICATE, pem.asUtf8("certificate"), "certificate").get(0))
          .claims()
          .deviceId();
    }
  }

  @Command(
      name = "renew",
      description = "Vouch again, with the same findings, from now on.",
      footer = {"", "Example:", "  vouchsafe audit renew --folder auditor 3fa9 --days 90"})
  static final class Renew extends Action {
    @Mixin private Desk desk = new Desk();

    @Parameters(paramLabel = "AUDIT", description = "First digits of its id.")
    private String name = "";

    @Option(names = "--days", paramLabel = "N", description = "How long (default: 90).")
    private int days = 90;

    @Override
    int run() throws Exception {
      Instant now = context().clock().instant();
      AuditDesk open = desk.open(context());
      show(this, open.renew(open.find(name).certificate(), period(now, days), now));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "withdraw",
      description = {
        "Take an audit back, for good. Clients refuse it as soon as they see its new status:",
        "upload that."
      })
  static final class Withdraw extends Action {
    @Mixin private Desk desk = new Desk();

    @Parameters(paramLabel = "AUDIT", description = "First digits of its id.")
    private String name = "";

    @Override
    int run() throws Exception {
      AuditDesk open = desk.open(context());
      show(this, open.withdraw(open.find(name).certificate(), context().clock().instant()));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "status",
      description = "Sign a new status of every audit: clients want recent ones.",
      footer = {"", "Example:", "  vouchsafe audit status --folder auditor"})
  static final class Status extends Action {
    @Mixin private Desk desk = new Desk();

    @Override
    int run() throws Exception {
      List<AuditDesk.Audit> audits = desk.open(context()).publish(context().clock().instant());
      printTable(
          audits.stream().map(Audit::describe).toList(), "id", "level", "notAfter", "status");
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List the audits of this desk.")
  static final class All extends Action {
    @Mixin private Desk desk = new Desk();

    @Override
    int run() throws Exception {
      printTable(
          desk.open(context()).audits().stream().map(Audit::describe).toList(),
          "id",
          "device",
          "level",
          "notAfter",
          "status");
      return ExitCode.OK;
    }
  }

  private static Validity period(Instant now, int days) throws UsageException {
    if (days < 1 || days > 3650) {
      throw new UsageException("--days is from 1 to 3650");
    }
    return new Validity(now, now.plus(Duration.ofDays(days)));
  }

  private static void show(Action action, AuditDesk.Audit audit) {
    JsonObject object = describe(audit);
    action.print(object, Lines.of(object, "id", "device", "level", "notAfter", "status", "file"));
  }

  private static JsonObject describe(AuditDesk.Audit audit) {
    @Nullable Instant withdrawn = audit.withdrawn().orElse(null);
    return JsonObject.build()
        .put("id", audit.certificate().id().hex().substring(0, 16))
        .put("device", audit.certificate().device().hex())
        .put("level", audit.certificate().claims().levelName())
        .put("notAfter", audit.certificate().validity().notAfter().toString())
        .put("status", withdrawn == null ? "good" : "withdrawn " + withdrawn)
        .put("file", audit.file().toString())
        .done();
  }
}
