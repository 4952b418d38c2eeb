package org.vouchsafe.client;

import java.io.IOException;
import java.time.Clock;
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
import org.vouchsafe.client.json.JsonObject;
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

  Verified verify(String environment, ClientHello hello, Policy policy, Consumer<String> steps)
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
      Endorsements endorsements = Endorsements.parse(evidence.bytes("endorsements"));
      AttestationResult result =
          new Verifier(policy.withHighestNumbers(numbers.read()))
              .verify(hello, m2, endorsements, clock.instant());
      numbers.raise(result.highestNumbers());
      return new Verified(result, new EvidenceBundle(hello.encode(), m2, endorsements));
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }
}
