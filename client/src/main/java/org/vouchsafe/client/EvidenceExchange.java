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
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.ServiceException;

/** Asks for evidence, and has it judged with what this client has seen before. */
final class EvidenceExchange {
  private final Conveyance service;
  private final JobWait jobs;
  private final StatusNumbers numbers;
  private final Clock clock;

  EvidenceExchange(Conveyance service, JobWait jobs, StatusNumbers numbers, Clock clock) {
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
    JsonObject evidence = service.attest(environment, hello.encode());
    if (!evidence.has("m2")) {
      evidence = jobs.done(JobWait.named(evidence, "job"));
    }
    steps.accept("Verifying " + environment);
    try {
      Answer answer = Answer.of(evidence);
      AttestationResult result =
          new Verifier(policy.withHighestNumbers(numbers.read()))
              .verify(hello, answer.m2, answer.endorsements, clock.instant());
      numbers.raise(result.highestNumbers());
      return new Verified(
          result, new EvidenceBundle(hello.encode(), answer.m2, answer.endorsements));
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** What may be anything until it is verified. */
  private record Answer(Bytes m2, Endorsements endorsements) {
    /** Taken apart by REST, at once or in the job's result; a whole bundle in a message. */
    static Answer of(JsonObject said) throws MalformedException {
      if (said.has("evidence")) {
        EvidenceBundle bundle = EvidenceBundle.parse(said.bytes("evidence"));
        return new Answer(bundle.m2(), bundle.endorsements());
      }
      JsonObject parts = said.optionalObject("result").orElse(said);
      return new Answer(parts.bytes("m2"), Endorsements.parse(parts.bytes("endorsements")));
    }
  }
}
