package org.vouchsafe.host.auditor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.InspectionId;

/** What an auditor found at a device, and for which time the auditor will vouch for it. */
@Entity
@Table(name = "inspection")
public class Inspection {
  @Id private String id;

  @Column(updatable = false)
  private String account;

  @Column(updatable = false)
  private String inspector;

  @Column(name = "device_id", updatable = false)
  private byte[] deviceId;

  @Column(updatable = false)
  private int level;

  @Column(updatable = false)
  private String method;

  @Column(updatable = false)
  private String site;

  @Column(name = "report_digest", updatable = false)
  private byte[] reportDigest;

  @Column(name = "period_start", updatable = false)
  private Instant periodStart;

  @Column(name = "period_end", updatable = false)
  private Instant periodEnd;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Inspection() {}

  Inspection(Caller inspector, DeviceId device, AuditClaims found, Validity period, Instant now) {
    this.id = InspectionId.fresh().text();
    this.account = inspector.account().text();
    this.inspector = inspector.user();
    this.deviceId = device.value().toArray();
    this.level = found.level();
    this.method = found.method();
    this.site = found.site();
    this.reportDigest = found.reportDigest().toArray();
    this.periodStart = period.notBefore();
    this.periodEnd = period.notAfter();
    this.createdAt = now;
  }

  public InspectionId id() {
    return new InspectionId(id);
  }

  /** Name of the user who recorded it. */
  public String inspector() {
    return inspector;
  }

  public DeviceId device() {
    return new DeviceId(Bytes.copyOf(deviceId));
  }

  /** What an audit certificate says of it. */
  public AuditClaims claims() {
    return new AuditClaims(level, method, site, Bytes.copyOf(reportDigest));
  }

  /** The time that an audit certificate covers. */
  public Validity period() {
    return new Validity(periodStart, periodEnd);
  }

  public Instant createdAt() {
    return createdAt;
  }
}
