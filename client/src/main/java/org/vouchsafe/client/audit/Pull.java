package org.vouchsafe.client.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.client.policy.AuditorServer;
import org.vouchsafe.client.service.ServiceException;

/**
 * Asks the auditors that a policy names for fresh statements, because what a service pushed is not
 * enough. It changes nothing about what is accepted: the verifier judges what came like anything
 * else that was presented.
 */
public final class Pull {
  private static final Set<Code> MENDABLE =
      EnumSet.of(
          Code.AUDIT_MISSING,
          Code.AUDIT_EXPIRED,
          Code.AUDIT_WITHDRAWN,
          Code.AUDIT_LEVEL,
          Code.AUDIT_SUBJECT,
          Code.STATUS_TOO_OLD);

  private final List<AuditorServer> auditors;
  private final Consumer<String> steps;
  private final List<Finding> failures = new ArrayList<>();

  /**
   * @param steps is told whom is asked, before
   */
  public Pull(List<AuditorServer> auditors, Consumer<String> steps) {
    this.auditors = List.copyOf(auditors);
    this.steps = steps;
  }

  /** Whether other statements of auditors could turn this refusal: nothing else was found wrong. */
  public static boolean mayMend(RefusedException refused) {
    return refused.findings().stream().map(Finding::code).allMatch(MENDABLE::contains);
  }

  /**
   * {@code pushed}, with what the auditors answered about its processor. One who does not answer is
   * passed over.
   *
   * @param nonce 32 bytes; of this very exchange, if the answers are to count as fresh by it
   */
  public Endorsements beside(Endorsements pushed, Bytes nonce)
      throws MalformedException, RefusedException {
    Bytes processor = processor(pushed);
    Endorsements all = pushed;
    for (AuditorServer auditor : auditors) {
      steps.accept("Asking the auditor at " + auditor.url());
      try {
        all = Statements.ask(auditor, processor, nonce).beside(all);
      } catch (ServiceException e) {
        failed(auditor, Code.AUDIT_MISSING, e.code() + ": " + e.getMessage());
      } catch (IOException e) {
        failed(auditor, Code.UNAVAILABLE, String.valueOf(e.getMessage()));
      } catch (MalformedException e) {
        failed(auditor, Code.MALFORMED, String.valueOf(e.getMessage()));
      } catch (RefusedException e) {
        failed(auditor, e.code(), e.findings().get(0).sentence());
      }
    }
    return all;
  }

  /**
   * @throws RefusedException when somebody was asked and nobody answered
   */
  public void requireAnswer() throws RefusedException {
    if (failures.size() == auditors.size() && !failures.isEmpty()) {
      throw new RefusedException(failures);
    }
  }

  private void failed(AuditorServer auditor, Code code, String why) {
    failures.add(
        new Finding(
            code, "statement of the auditor at " + auditor.url(), "an answer that helps", why));
  }

  /** The refusal, and why asking did not help. */
  public RefusedException explained(RefusedException refused) {
    List<Finding> findings = new ArrayList<>(refused.findings());
    findings.addAll(failures);
    return new RefusedException(findings);
  }

  private static Bytes processor(Endorsements endorsements)
      throws MalformedException, RefusedException {
    for (Bytes der : endorsements.chain()) {
      if (Certificate.parse(der).role() == Role.PROCESSOR) {
        return der;
      }
    }
    throw RefusedException.of(
        Code.CHAIN_INVALID, "chain", "a processor's certificate in it", "none");
  }
}
