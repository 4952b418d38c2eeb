package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.service.ServiceException;

/** Push: signed away from any server, uploaded to the host, conveyed with the evidence. */
@ExtendWith(RunningService.Fixture.class)
final class OfflineAuditIT {
  private static final String NOWHERE = "https://127.0.0.1:9";

  @Test
  void an_auditor_signs_offline_and_the_host_passes_it_on(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    OfflineDesk desk = new OfflineDesk(host.tenant("auditor"));
    String beta = alice.processor("beta");
    String environment = alice.establish(Optional.of("beta"));
    desk.inspect(alice, "beta");
    String pushed = OfflineDesk.policy(0, desk.key(), "8d");
    assertEquals(Code.AUDIT_MISSING, alice.refused(environment, pushed).code());
    desk.does("upload", "--to", beta);
    VerifiedEnvironment verified = alice.client().verify(environment, alice.policy(pushed));
    assertEquals(0, verified.result().audit().orElseThrow().claims().level());

    // Nobody can be asked, and what was pushed has become too old.
    Thread.sleep(1100);
    RefusedException refused =
        alice.refused(
            environment, OfflineDesk.policy(0, desk.key(), "1s", NOWHERE, host.service().pin()));
    assertEquals(Code.STATUS_TOO_OLD, refused.code());
    assertEquals(Code.UNAVAILABLE, refused.findings().getLast().code());
    // A newer status is another word of the auditor's, and it counts at once.
    desk.does("status");
    desk.does("upload", "--to", beta);
    alice.client().verify(environment, alice.policy(pushed));

    desk.does("withdraw", verified.result().audit().orElseThrow().id().hex().substring(0, 8));
    desk.does("upload", "--to", beta);
    assertEquals(Code.AUDIT_WITHDRAWN, alice.refused(environment, pushed).code());
  }

  @Test
  void audits_and_evidence_survive_the_killed_host(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    OfflineDesk desk = new OfflineDesk(host.tenant("auditor"));
    desk.inspect(alice, "beta");
    desk.does("upload", "--to", alice.processor("beta"));
    String environment = alice.establish(Optional.of("beta"));
    String pushed = OfflineDesk.policy(0, desk.key(), "8d");
    alice.client().verify(environment, alice.policy(pushed));
    String evidence = "/environments/" + environment + "/evidence";
    String audits = "/processors/" + alice.processor("beta") + "/audits";
    Bytes evidenceBefore = alice.service().getBytes(evidence);
    String auditsBefore = alice.service().get(audits).compact();
    host.service().part("server").kill();
    host.service().part("postgres").kill();
    host.service().restartDatabase();
    host.service().restartServer();
    assertEquals(evidenceBefore, alice.service().getBytes(evidence));
    assertEquals(auditsBefore, alice.service().get(audits).compact());
    alice.client().verify(environment, alice.policy(pushed));
  }

  /** AUDIT_SUBJECT, at the host's door and, if a host lies, at the client's. */
  @Test
  void the_audit_of_another_device_counts_for_nothing(RunningService host) throws Exception {
    Tenant alice = host.tenant("client");
    Tenant careful = host.tenant("auditor");
    OfflineDesk desk = new OfflineDesk(careful);
    desk.inspect(alice, "beta");
    desk.does("upload", "--to", alice.processor("beta"));
    Bytes audit = desk.signed(".audit");
    String alpha = "/processors/" + alice.processor("alpha") + "/audits";
    assertEquals(
        "AUDIT_SUBJECT",
        assertThrows(ServiceException.class, () -> careful.service().postBytes(alpha, audit))
            .code());

    VerifiedEnvironment honest = alice.verify(alice.establish(Optional.of("alpha")));
    Endorsements all = honest.bundle().endorsements();
    Endorsements lie =
        new Endorsements(
            all.chain(), List.of(audit), all.crls(), List.of(desk.signed(".status")), List.of());
    ReferenceValues expected = ReferenceValues.of(honest.result().claims().activationStateId());
    Verifier verifier =
        new Verifier(alice.policy(OfflineDesk.policy(0, desk.key(), "8d")).expecting(expected));
    RefusedException refused =
        assertThrows(
            RefusedException.class,
            () ->
                verifier.verify(honest.result().hello(), honest.result().m2(), lie, Instant.now()));
    assertTrue(refused.findings().stream().map(Finding::code).anyMatch(Code.AUDIT_SUBJECT::equals));
  }
}
