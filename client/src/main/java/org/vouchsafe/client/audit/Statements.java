package org.vouchsafe.client.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.policy.AuditorServer;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServiceException;

/**
 * What an auditor says of a device when asked. Read, and not verified: who signed it, and whether
 * that counts, is for the verifier to say.
 *
 * @param audits auditing certificates, DER
 * @param status signed statuses of them
 */
public record Statements(List<Bytes> audits, List<Bytes> status) {
  /** What an endorsements' list may hold. */
  private static final int MOST = 16;

  public Statements {
    audits = List.copyOf(audits);
    status = List.copyOf(status);
  }

  /**
   * Posts a processor's certificate to an auditor. No token goes along.
   *
   * @param processor its certificate, DER
   * @param nonce 32 bytes, which the status then carries
   */
  public static Statements ask(AuditorServer auditor, Bytes processor, Bytes nonce)
      throws ServiceException, RefusedException, IOException, MalformedException {
    try (HostService server = new HostService(auditor.url(), auditor.pin(), Optional.empty())) {
      JsonObject answer =
          server.post(
              "/auditor/certifications",
              JsonObject.build().put("processorCertificate", processor).put("nonce", nonce).done());
      Statements statements = new Statements(list(answer, "audits"), list(answer, "status"));
      for (Bytes audit : statements.audits) {
        AuditCertificate.parse(audit);
      }
      for (Bytes signed : statements.status) {
        if (StatusStatement.parse(signed).claimed().kind() != StatusStatement.Kind.AUDIT) {
          throw new MalformedException("status", "is not an auditor's word about an audit");
        }
      }
      return statements;
    }
  }

  private static List<Bytes> list(JsonObject answer, String key) throws MalformedException {
    List<String> texts = answer.texts(key);
    if (texts.size() > MOST) {
      throw new MalformedException(key, "has more than " + MOST + " items");
    }
    List<Bytes> list = new ArrayList<>();
    for (String text : texts) {
      try {
        list.add(Bytes.fromBase64Url(text));
      } catch (IllegalArgumentException e) {
        throw new MalformedException(key, "is not base64url");
      }
    }
    return list;
  }

  /**
   * {@code pushed} with these in front. A pushed status about an audit gives way to one about the
   * same audit that has the same issuer and a higher number: the service pushes what it was given,
   * which may be older than what this client has seen. A pushed status with a higher number stays,
   * so an answer cannot hide a withdrawal.
   */
  public Endorsements beside(Endorsements pushed) throws MalformedException {
    List<StatusStatement> asked = new ArrayList<>();
    for (Bytes signed : status) {
      asked.add(StatusStatement.parse(signed).claimed());
    }
    List<Bytes> others = new ArrayList<>();
    List<Bytes> aboutAudits = new ArrayList<>();
    for (Bytes signed : pushed.status()) {
      StatusStatement claimed = StatusStatement.parse(signed).claimed();
      if (claimed.kind() != StatusStatement.Kind.AUDIT) {
        others.add(signed);
      } else if (asked.stream().noneMatch(newer -> replaces(newer, claimed))) {
        aboutAudits.add(signed);
      }
    }
    return new Endorsements(
        pushed.chain(),
        limited(Stream.concat(audits.stream(), pushed.audits().stream())),
        pushed.crls(),
        limited(
            Stream.concat(others.stream(), Stream.concat(status.stream(), aboutAudits.stream()))),
        pushed.collateral());
  }

  private static boolean replaces(StatusStatement newer, StatusStatement older) {
    return newer.issuer().equals(older.issuer())
        && newer.subject().equals(older.subject())
        && newer.number() > older.number();
  }

  private static List<Bytes> limited(Stream<Bytes> items) {
    return items.distinct().limit(MOST).toList();
  }
}
