package org.vouchsafe.client;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.audit.Pull;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.AuditorServer;
import org.vouchsafe.client.profile.StatusNumbers;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServiceException;

/** Asks for evidence, and has it judged with what this client has seen before. */
final class EvidenceExchange {
  private final HostService service;
  private final JobWait jobs;
  private final StatusNumbers numbers;
  private final Clock clock;

  EvidenceExchange(HostService service, JobWait jobs, StatusNumbers numbers, Clock clock) {
    this.service = service;
    this.jobs = jobs;
    this.numbers = numbers;
    this.clock = clock;
  }

  /** Evidence that passed, and the file that it makes. */
  record Verified(AttestationResult result, EvidenceBundle bundle) {}

  /**
   * @param auditors whom to ask when what the service pushed says too little about audits
   */
  Verified verify(
      String environment,
      ClientHello hello,
      Policy policy,
      List<AuditorServer> auditors,
      Consumer<String> steps)
      throws ServiceException, RefusedException, IOException {
    steps.accept("Asking " + environment + " for evidence");
    JsonObject evidence =
        service.post(
            "/environments/" + environment + "/evidence",
            JsonObject.build().put("m1", hello.encode()).done());
    if (!evidence.has("m2")) {
      JsonObject done = jobs.done(JobWait.named(evidence, "job"));
      evidence = done.optionalObject("result").orElse(done);
    }
    steps.accept("Verifying " + environment);
    try {
      Bytes m2 = evidence.bytes("m2");
      Endorsements pushed = Endorsements.parse(evidence.bytes("endorsements"));
      Verifier verifier = new Verifier(policy.withHighestNumbers(numbers.read()));
      try {
        return judge(verifier, hello, m2, pushed);
      } catch (RefusedException refused) {
        if (auditors.isEmpty() || !Pull.mayMend(refused)) {
          throw refused;
        }
        Pull pull = new Pull(auditors, steps);
        Endorsements more = pull.beside(pushed, hello.nonceC());
        try {
          return judge(verifier, hello, m2, more);
        } catch (RefusedException again) {
          throw pull.explained(again);
        }
      }
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  private Verified judge(Verifier verifier, ClientHello hello, Bytes m2, Endorsements endorsements)
      throws RefusedException, MalformedException, IOException {
    Map<String, Long> seen = new HashMap<>();
    try {
      AttestationResult result =
          verifier.telling(seen::putAll).verify(hello, m2, endorsements, clock.instant());
      return new Verified(result, new EvidenceBundle(hello.encode(), m2, endorsements));
    } finally {
      numbers.raise(seen);
    }
  }
}
