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
    JsonObject evidence = service.attest(environment, hello.encode());
    if (!evidence.has("m2")) {
      evidence = jobs.done(JobWait.named(evidence, "job"));
    }
    steps.accept("Verifying " + environment);
    try {
      Answer answer = Answer.of(evidence);
      Verifier verifier = new Verifier(policy.withHighestNumbers(numbers.read()));
      try {
        return judge(verifier, hello, answer.m2, answer.endorsements);
      } catch (RefusedException refused) {
        if (auditors.isEmpty() || !Pull.mayMend(refused)) {
          throw refused;
        }
        Pull pull = new Pull(auditors, steps);
        Endorsements more = pull.beside(answer.endorsements, hello.nonceC());
        try {
          return judge(verifier, hello, answer.m2, more);
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
