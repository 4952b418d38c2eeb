package org.vouchsafe.host.endorsement;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.host.identity.AccountId;

/** An audit certificate that is conveyed as it came. The columns beside it are for finding it. */
@Entity
@Table(name = "audit_certificate")
class HeldAudit {
  @Id private byte[] id;

  @Column(name = "device_id", updatable = false)
  private byte[] deviceId;

  @Column(updatable = false)
  private byte[] certificate;

  @Column(name = "not_after", updatable = false)
  private Instant notAfter;

  @Column(name = "uploaded_by", updatable = false)
  private String uploadedBy;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected HeldAudit() {}

  HeldAudit(AuditCertificate audit, AccountId uploader, Instant now) {
    this.id = audit.id().toArray();
    this.deviceId = audit.device().value().toArray();
    this.certificate = audit.der().toArray();
    this.notAfter = audit.validity().notAfter();
    this.uploadedBy = uploader.text();
    this.createdAt = now;
  }

  Bytes id() {
    return Bytes.copyOf(id);
  }

  Bytes certificate() {
    return Bytes.copyOf(certificate);
  }
}
