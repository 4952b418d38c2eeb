package org.vouchsafe.host.endorsement;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.certificate.StatusStatement;

/** The newest signed status of an audit certificate that is held. */
@Entity
@Table(name = "audit_status")
class HeldStatus {
  /** The audit certificate's. */
  @Id private byte[] id;

  @Column(name = "status_number")
  private long number;

  private byte[] statement;

  @Column(name = "updated_at")
  private Instant updatedAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected HeldStatus() {}

  HeldStatus(Bytes audit) {
    this.id = audit.toArray();
    this.number = 0;
    this.statement = new byte[0];
    this.updatedAt = Instant.EPOCH;
  }

  /** A statement with a number that is not higher is an old one, and changes nothing. */
  void replace(StatusStatement claimed, Bytes signed, Instant now) {
    if (claimed.number() > number) {
      number = claimed.number();
      statement = signed.toArray();
      updatedAt = now;
    }
  }

  Bytes statement() {
    return Bytes.copyOf(statement);
  }
}
