package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.client.audit.Pull;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.PolicyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Completes evidence in a file with what auditors say now. */
@Command(
    name = "pull",
    description = {
      "Ask auditors about the processor in a file with evidence, and write it with their answers.",
      "",
      "Only servers that your policy names (`url` and `pin` of an auditor) are asked. `verify`,",
      "`run` and the other commands ask by themselves when they need to; this is for files.",
      "What comes is listed, not verified: `vouchsafe verify` does that."
    },
    footer = {
      "",
      "Example:",
      "  vouchsafe audit pull evidence.cbor --out fresh.cbor && vouchsafe verify fresh.cbor"
    })
final class AuditPull extends EnclaveAction {
  private static final int NONCE_SIZE = 32;

  @Parameters(paramLabel = "FILE", description = "Evidence, from `verify --save` or the portal.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where the evidence goes with the answers in it.")
  private Path out = Path.of("");

  @Override
  int run() throws Exception {
    PolicyFile policy = policy();
    if (policy.auditorServers().isEmpty()) {
      throw new UsageException(
          "the policy names no server of an auditor: give one `url` and `pin` (docs/policy.md)");
    }
    EvidenceBundle bundle = EvidenceBundle.parse(Bytes.copyOf(Files.readAllBytes(file)));
    byte[] drawn = new byte[NONCE_SIZE];
    context().random().nextBytes(drawn);
    Bytes nonce = Bytes.copyOf(drawn);
    Endorsements all;
    try (Progress progress = progress()) {
      Pull pull = new Pull(policy.auditorServers(), progress::step);
      all = pull.beside(bundle.endorsements(), nonce);
      pull.requireAnswer();
    }
    Files.write(out, new EvidenceBundle(bundle.m1(), bundle.m2(), all).encode().toArray());
    printTable(audits(all, nonce), "id", "issuer", "level", "notAfter", "status", "at", "fresh");
    return ExitCode.OK;
  }

  private static List<JsonObject> audits(Endorsements all, Bytes nonce) throws Exception {
    Map<Bytes, StatusStatement> newest = new HashMap<>();
    for (Bytes signed : all.status()) {
      StatusStatement claimed = StatusStatement.parse(signed).claimed();
      newest.merge(claimed.subject(), claimed, (a, b) -> a.number() > b.number() ? a : b);
    }
    List<JsonObject> items = new ArrayList<>();
    for (Bytes der : all.audits()) {
      AuditCertificate audit = AuditCertificate.parse(der);
      JsonObject.Builder item =
          JsonObject.build()
              .put("id", audit.id().hex().substring(0, 16))
              .put("issuer", audit.issuer())
              .put("level", audit.claims().levelName())
              .put("notAfter", audit.validity().notAfter().toString());
      StatusStatement status = newest.get(audit.id());
      if (status != null) {
        item.put("status", status.status().name())
            .put("at", status.thisUpdate().toString())
            .put("fresh", status.nonce().filter(nonce::equals).isPresent());
      }
      items.add(item.done());
    }
    return items;
  }
}
