package org.vouchsafe.host.auditor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.InspectionId;

/** An entry of the auditor's register: an audit certificate and whether it still stands. */
@Entity
@Table(name = "issued_audit")
public class IssuedAudit {
  @Id private byte[] id;

  @Column(updatable = false)
  private String account;

  @Column(updatable = false)
  private @Nullable String inspection;

  @Column(name = "device_id", updatable = false)
  private byte[] deviceId;

  @Column(updatable = false)
  private byte[] certificate;

  @Column(name = "not_after", updatable = false)
  private Instant notAfter;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "withdrawn_at")
  private @Nullable Instant withdrawnAt;

  @Column(name = "status_number")
  private @Nullable Long statusNumber;

  private byte @Nullable [] statement;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected IssuedAudit() {}

  IssuedAudit(
      AuditCertificate audit, AccountId account, Optional<InspectionId> inspection, Instant now) {
    this.id = audit.id().toArray();
    this.account = account.text();
    this.inspection = inspection.map(InspectionId::text).orElse(null);
    this.deviceId = audit.device().value().toArray();
    this.certificate = audit.der().toArray();
    this.notAfter = audit.validity().notAfter();
    this.createdAt = now;
  }

  /**
   * The auditor takes it back, for good.
   *
   * @throws RefusedException CONFLICT when that was done before
   */
  void withdraw(Instant now) throws RefusedException {
    if (withdrawnAt != null) {
      throw RefusedException.of(
          Code.CONFLICT, "audit " + id().hex(), "one that stands", "withdrawn at " + withdrawnAt);
    }
    withdrawnAt = now;
  }

  /** A status that was signed elsewhere; one that is not newer changes nothing. */
  void stated(StatusStatement claimed, Bytes signed, Instant now) {
    if (statusNumber != null && claimed.number() <= statusNumber) {
      return;
    }
    statusNumber = claimed.number();
    statement = signed.toArray();
    if (claimed.status() == StatusStatement.Status.WITHDRAWN && withdrawnAt == null) {
      withdrawnAt = now;
    }
  }

  /** 48 bytes: {@link AuditCertificate#id}. */
  public Bytes id() {
    return Bytes.copyOf(id);
  }

  public AccountId account() {
    return new AccountId(account);
  }

  /** The inspection it is about; empty for one that was signed elsewhere. */
  public Optional<InspectionId> inspection() {
    return Optional.ofNullable(inspection).map(InspectionId::new);
  }

  public DeviceId device() {
    return new DeviceId(Bytes.copyOf(deviceId));
  }

  /** DER. */
  public Bytes certificate() {
    return Bytes.copyOf(certificate);
  }

  AuditCertificate parsed() {
    try {
      return AuditCertificate.parse(certificate());
    } catch (MalformedException e) {
      throw new IllegalStateException("the register holds what could be read when it came", e);
    }
  }

  public Instant notAfter() {
    return notAfter;
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Optional<Instant> withdrawnAt() {
    return Optional.ofNullable(withdrawnAt);
  }

  /** The newest status that was signed elsewhere. */
  Optional<Bytes> statement() {
    return Optional.ofNullable(statement).map(Bytes::copyOf);
  }
}
