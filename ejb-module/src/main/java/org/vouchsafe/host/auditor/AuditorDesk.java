package org.vouchsafe.host.auditor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.endorsement.OfflineSigned;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Cursor;
import org.vouchsafe.host.identity.InspectionId;
import org.vouchsafe.host.identity.Page;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.log.AuditLog;

/** Inspections, and the certificates and status that an auditor signs on their strength. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class AuditorDesk {
  private static final int MOST_AUDITS = 16;
  private static final int SERIAL_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private EntityManager entities;
  private AuditorKey key;
  private Accounts accounts;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected AuditorDesk() {}

  @Inject
  public AuditorDesk(
      EntityManager entities, AuditorKey key, Accounts accounts, AuditLog log, Clock clock) {
    this.entities = entities;
    this.key = key;
    this.accounts = accounts;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Records what was found at a device.
   *
   * @throws RefusedException FORBIDDEN to all but auditors, and on a host; MALFORMED
   */
  public Inspection record(Caller auditor, DeviceId device, AuditClaims found, Validity period)
      throws RefusedException {
    require(auditor);
    Inspection inspection = new Inspection(auditor, device, found, period, clock.instant());
    entities.persist(inspection);
    log.done(auditor, "inspection.record", inspection.id());
    return inspection;
  }

  /** The inspections of the auditor's account, newest first. */
  public Page<Inspection> inspections(Caller auditor, Optional<String> cursor, int limit)
      throws RefusedException {
    require(auditor);
    Cursor from = Cursor.of(cursor);
    int most = Cursor.clamp(limit);
    List<Inspection> found =
        entities
            .createQuery(
                "select i from Inspection i where i.account = :account"
                    + " and (i.createdAt < :at or (i.createdAt = :at and i.id < :id))"
                    + " order by i.createdAt desc, i.id desc",
                Inspection.class)
            .setParameter("account", auditor.account().text())
            .setParameter("at", from.at())
            .setParameter("id", from.id())
            .setMaxResults(most + 1)
            .getResultList();
    return Cursor.page(found, most, one -> new Cursor(one.createdAt(), one.id().text()));
  }

  /**
   * Signs an audit certificate on the strength of an inspection, for its period.
   *
   * @throws RefusedException FORBIDDEN; NOT_FOUND; UNAVAILABLE when the auditor signs elsewhere
   */
  public IssuedAudit issue(Caller auditor, InspectionId id) throws RefusedException {
    require(auditor);
    Inspection inspection =
        entities
            .createQuery(
                "select i from Inspection i where i.id = :id and i.account = :account",
                Inspection.class)
            .setParameter("id", id.text())
            .setParameter("account", auditor.account().text())
            .getResultStream()
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.NOT_FOUND, "inspection", "one of your account", id.text()));
    return issue(
        auditor, inspection.device(), inspection.claims(), inspection.period(), Optional.of(id));
  }

  private IssuedAudit issue(
      Caller auditor,
      DeviceId device,
      AuditClaims claims,
      Validity period,
      Optional<InspectionId> inspection)
      throws RefusedException {
    byte[] serial = new byte[SERIAL_BYTES];
    random.nextBytes(serial);
    AuditCertificate signed = key.require().audit(device, claims, Bytes.copyOf(serial), period);
    IssuedAudit issued = new IssuedAudit(signed, auditor.account(), inspection, clock.instant());
    entities.persist(issued);
    log.done(auditor, "audit.issue", issued.id().hex());
    return issued;
  }

  /**
   * Vouches for the same findings until a later time, from now. The old certificate stays.
   *
   * @throws RefusedException FORBIDDEN; NOT_FOUND; CONFLICT when it was withdrawn; MALFORMED;
   *     UNAVAILABLE
   */
  public IssuedAudit renew(Caller auditor, Bytes audit, Instant until) throws RefusedException {
    require(auditor);
    IssuedAudit old = find(auditor, audit);
    if (old.withdrawnAt().isPresent()) {
      throw RefusedException.of(
          Code.CONFLICT, "audit " + audit.hex(), "one that stands", "a withdrawn one");
    }
    AuditCertificate parsed = old.parsed();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (!until.isAfter(now)) {
      throw RefusedException.of(
          Code.MALFORMED, "end of the period", "a time that is to come", until.toString());
    }
    return issue(
        auditor, parsed.device(), parsed.claims(), new Validity(now, until), old.inspection());
  }

  /**
   * Takes an audit back, for good: every status from now on says so.
   *
   * @throws RefusedException FORBIDDEN; NOT_FOUND; CONFLICT when that was done before; UNAVAILABLE
   *     when the key that signed it is elsewhere: nobody would see the withdrawal here
   */
  public IssuedAudit withdraw(Caller auditor, Bytes audit) throws RefusedException {
    require(auditor);
    IssuedAudit issued = find(auditor, audit);
    if (key.of(issued.parsed()).isEmpty()) {
      throw RefusedException.of(
          Code.UNAVAILABLE,
          "auditor's key",
          "the one that signed this audit; or its signed status, entered here",
          "a key elsewhere");
    }
    issued.withdraw(clock.instant());
    log.done(auditor, "audit.withdraw", audit.hex());
    return issued;
  }

  /**
   * Enters what the auditor signed elsewhere: an audit certificate (DER), or a signed status of one
   * in the register. It must be signed by a key that is registered with the auditor's account.
   *
   * @throws RefusedException FORBIDDEN; MALFORMED; NOT_FOUND; CHAIN_INVALID when no registered key
   *     signed it
   */
  public IssuedAudit enter(Caller auditor, Bytes signed) throws RefusedException {
    require(auditor);
    try {
      return OfflineSigned.isCertificate(signed)
          ? enterAudit(auditor, AuditCertificate.parse(signed))
          : enterStatus(auditor, signed, StatusStatement.parse(signed));
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  private IssuedAudit enterAudit(Caller auditor, AuditCertificate audit) throws RefusedException {
    OfflineSigned.require(audit, accounts.verifyingKeys(auditor));
    @Nullable IssuedAudit known = entities.find(IssuedAudit.class, audit.id().toArray());
    if (known != null) {
      return known;
    }
    IssuedAudit entered =
        new IssuedAudit(audit, auditor.account(), Optional.empty(), clock.instant());
    entities.persist(entered);
    log.done(auditor, "audit.enter", entered.id().hex());
    return entered;
  }

  private IssuedAudit enterStatus(
      Caller auditor, Bytes signed, StatusStatement.Unverified statement) throws RefusedException {
    IssuedAudit audit = find(auditor, statement.claimed().subject());
    OfflineSigned.require(statement, audit.parsed(), accounts.verifyingKeys(auditor));
    audit.stated(statement.claimed(), signed, clock.instant());
    log.done(auditor, "audit.status", audit.id().hex());
    return audit;
  }

  private IssuedAudit find(Caller auditor, Bytes audit) throws RefusedException {
    @Nullable IssuedAudit issued =
        entities.find(IssuedAudit.class, audit.toArray(), LockModeType.PESSIMISTIC_WRITE);
    if (issued == null || !issued.account().equals(auditor.account())) {
      throw RefusedException.of(
          Code.NOT_FOUND, "audit certificate", "one of your account", audit.hex());
    }
    return issued;
  }

  /**
   * The register, newest first: public, so that nobody has to ask the auditor about whom to ask.
   */
  public List<IssuedAudit> register() throws RefusedException {
    key.requireAuditorServer();
    return entities
        .createQuery("select a from IssuedAudit a order by a.createdAt desc", IssuedAudit.class)
        .setMaxResults(Page.MAX)
        .getResultList();
  }

  /**
   * What the auditor says of a processor, to anybody who has its certificate. The certificate only
   * names the device; who signed it is the asker's concern, since the answer is about the device
   * alone.
   *
   * @param nonce 32 bytes of the asker, who then knows that the status is new
   * @throws RefusedException FORBIDDEN on a host; WRONG_ROLE; MALFORMED; AUDIT_MISSING when there
   *     is no audit of this device
   */
  public Certification certify(Bytes processorCertificate, Optional<Bytes> nonce)
      throws RefusedException {
    key.requireAuditorServer();
    List<IssuedAudit> audits = ofDevice(device(processorCertificate));
    List<Bytes> status = new ArrayList<>();
    for (IssuedAudit audit : audits) {
      status(audit, nonce).ifPresent(status::add);
    }
    return new Certification(audits.stream().map(IssuedAudit::certificate).toList(), status);
  }

  private static DeviceId device(Bytes processorCertificate) throws RefusedException {
    try {
      return ProcessorCertificate.parse(processorCertificate).claims().deviceId();
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  /** Those that have not expired, newest first; else the last that did, which says when. */
  private List<IssuedAudit> ofDevice(DeviceId device) throws RefusedException {
    List<IssuedAudit> audits =
        entities
            .createQuery(
                "select a from IssuedAudit a where a.deviceId = :device and a.notAfter > :now"
                    + " order by a.createdAt desc",
                IssuedAudit.class)
            .setParameter("device", device.value().toArray())
            .setParameter("now", clock.instant())
            .setMaxResults(MOST_AUDITS)
            .getResultList();
    if (!audits.isEmpty()) {
      return audits;
    }
    return List.of(
        entities
            .createQuery(
                "select a from IssuedAudit a where a.deviceId = :device order by a.notAfter desc",
                IssuedAudit.class)
            .setParameter("device", device.value().toArray())
            .setMaxResults(1)
            .getResultStream()
            .findFirst()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        Code.AUDIT_MISSING, "audits of the device", "at least one", "none")));
  }

  /**
   * A new signed status of every audit that has not expired.
   *
   * @throws RefusedException FORBIDDEN on a host
   */
  public List<Bytes> status(Optional<Bytes> nonce) throws RefusedException {
    List<Bytes> status = new ArrayList<>();
    for (IssuedAudit audit : register()) {
      if (audit.notAfter().isAfter(clock.instant())) {
        status(audit, nonce).ifPresent(status::add);
      }
    }
    return status;
  }

  /** Signed now where the key that signed the audit is here; else as it was brought along. */
  private Optional<Bytes> status(IssuedAudit audit, Optional<Bytes> nonce) throws RefusedException {
    Optional<Auditor> auditor = key.of(audit.parsed());
    if (auditor.isEmpty()) {
      return audit.statement();
    }
    StatusStatement.Status standing =
        audit.withdrawnAt().isPresent()
            ? StatusStatement.Status.WITHDRAWN
            : StatusStatement.Status.GOOD;
    try {
      return Optional.of(
          auditor.get().status(audit.parsed(), standing, nextNumber(), clock.instant(), nonce));
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(Code.MALFORMED, "nonce", "32 bytes", "another size");
    }
  }

  private long nextNumber() {
    return ((Number)
            entities.createNativeQuery("select nextval('status_number')").getSingleResult())
        .longValue();
  }

  private void require(Caller auditor) throws RefusedException {
    key.requireAuditorServer();
    auditor.require(Role.AUDITOR);
  }
}
