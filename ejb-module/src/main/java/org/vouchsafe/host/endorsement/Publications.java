package org.vouchsafe.host.endorsement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.log.AuditLog;
import org.vouchsafe.host.processor.Processor;
import org.vouchsafe.host.processor.Processors;

/** Conveys what authorities and auditors published about a processor. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class Publications {
  // What an endorsements' list may hold; the newest audits are the ones that matter.
  private static final int MOST = 16;
  private static final int MOST_AUDITS = 8;

  private EntityManager entities;
  private Processors processors;
  private Accounts accounts;
  private PublicationFolder folder;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Publications() {}

  @Inject
  public Publications(
      EntityManager entities,
      Processors processors,
      Accounts accounts,
      PublicationFolder folder,
      AuditLog log,
      Clock clock) {
    this.entities = entities;
    this.processors = processors;
    this.accounts = accounts;
    this.folder = folder;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Everything held about the processor: chain, audits that have not expired, CRLs, status.
   *
   * @throws RefusedException NOT_FOUND
   */
  public Endorsements about(ProcessorId id) throws RefusedException {
    Processor processor = processors.find(id);
    PublicationFolder.Content published = folder.content();
    List<Bytes> status = new ArrayList<>(auditStatus(processor.deviceId()));
    status.addAll(published.status());
    return new Endorsements(
        processor.chain(),
        audits(processor.deviceId()),
        published.crls(),
        status.subList(0, Math.min(status.size(), MOST)),
        List.of());
  }

  /**
   * The processor's certificate and its intermediates, PEM, the processor's first.
   *
   * @throws RefusedException NOT_FOUND when there is no such processor or it is not enrolled
   */
  public String chainPem(ProcessorId id) throws RefusedException {
    List<Bytes> chain = processors.find(id).chain();
    if (chain.isEmpty()) {
      throw RefusedException.of(
          Code.NOT_FOUND, "certificate of " + id, "a processor that is enrolled", "none");
    }
    StringBuilder pem = new StringBuilder();
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    for (Bytes der : chain) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(lines.encodeToString(der.toArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }

  /**
   * Audit certificates about the processor's device that have not expired, DER, newest first.
   *
   * @throws RefusedException NOT_FOUND
   */
  public List<Bytes> audits(ProcessorId id) throws RefusedException {
    return audits(processors.find(id).deviceId());
  }

  /** As {@link #audits(ProcessorId)}, by the device. */
  public List<Bytes> audits(Bytes device) {
    return entities
        .createQuery(
            "select a from HeldAudit a where a.deviceId = :device and a.notAfter > :now"
                + " order by a.createdAt desc",
            HeldAudit.class)
        .setParameter("device", device.toArray())
        .setParameter("now", clock.instant())
        .setMaxResults(MOST_AUDITS)
        .getResultStream()
        .map(HeldAudit::certificate)
        .toList();
  }

  private List<Bytes> auditStatus(Bytes device) {
    return entities
        .createQuery(
            "select s from HeldStatus s, HeldAudit a where s.id = a.id"
                + " and a.deviceId = :device and a.notAfter > :now order by s.updatedAt desc",
            HeldStatus.class)
        .setParameter("device", device.toArray())
        .setParameter("now", clock.instant())
        .setMaxResults(MOST_AUDITS)
        .getResultStream()
        .map(HeldStatus::statement)
        .toList();
  }

  /**
   * Keeps what an auditor signed elsewhere: an audit certificate (DER) or a signed status of one
   * that is held. It must be signed by a key that is registered with the auditor's account; what it
   * says is for clients to judge.
   *
   * @throws RefusedException FORBIDDEN to all but auditors; MALFORMED; NOT_FOUND; AUDIT_SUBJECT
   *     when it is about another device; CHAIN_INVALID when no registered key signed it
   */
  public void upload(Caller auditor, ProcessorId id, Bytes signed) throws RefusedException {
    auditor.require(Role.AUDITOR);
    Bytes device = processors.find(id).deviceId();
    try {
      if (OfflineSigned.isCertificate(signed)) {
        keep(auditor, device, AuditCertificate.parse(signed));
      } else {
        keep(auditor, device, signed, StatusStatement.parse(signed));
      }
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  private void keep(Caller auditor, Bytes device, AuditCertificate audit) throws RefusedException {
    if (!audit.device().value().equals(device)) {
      throw aboutAnother(device, audit.device().value());
    }
    OfflineSigned.require(audit, accounts.verifyingKeys(auditor));
    if (entities.find(HeldAudit.class, audit.id().toArray()) == null) {
      entities.persist(new HeldAudit(audit, auditor.account(), clock.instant()));
      log.done(auditor, "audit.upload", audit.id().hex());
    }
  }

  private void keep(Caller auditor, Bytes device, Bytes bytes, StatusStatement.Unverified statement)
      throws RefusedException, MalformedException {
    StatusStatement claimed = statement.claimed();
    Optional<HeldAudit> audit =
        entities
            .createQuery(
                "select a from HeldAudit a where a.id = :id and a.deviceId = :device",
                HeldAudit.class)
            .setParameter("id", claimed.subject().toArray())
            .setParameter("device", device.toArray())
            .getResultStream()
            .findFirst();
    if (audit.isEmpty() || claimed.kind() != StatusStatement.Kind.AUDIT) {
      throw aboutAnother(device, claimed.subject());
    }
    OfflineSigned.require(
        statement,
        AuditCertificate.parse(audit.get().certificate()),
        accounts.verifyingKeys(auditor));
    HeldStatus held = entities.find(HeldStatus.class, claimed.subject().toArray());
    if (held == null) {
      held = new HeldStatus(claimed.subject());
      held.replace(claimed, bytes, clock.instant());
      entities.persist(held);
    } else {
      held.replace(claimed, bytes, clock.instant());
    }
    log.done(auditor, "audit.status", claimed.subject().hex());
  }

  private static RefusedException aboutAnother(Bytes device, Bytes other) {
    return RefusedException.of(Code.AUDIT_SUBJECT, "subject", device.hex(), other.hex());
  }

  /** Revocation lists of the authority, DER. */
  public List<Bytes> revocationLists() {
    return folder.content().crls();
  }
}
