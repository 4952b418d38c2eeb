package org.vouchsafe.host.processor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.host.identity.ProcessorId;

/** An area that was made ahead, unbound, and that nobody has yet. */
@Entity
@Table(name = "pooled_area")
class PooledArea {
  @Id private String area;

  @Column(updatable = false)
  private String processor;

  @Column(name = "instance_id", updatable = false)
  private byte[] instanceId;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected PooledArea() {}

  PooledArea(AreaId area, ProcessorId processor, Bytes instanceId, Instant now) {
    this.area = area.value();
    this.processor = processor.text();
    this.instanceId = instanceId.toArray();
    this.createdAt = now;
  }

  AreaId area() {
    return new AreaId(area);
  }

  ProcessorId processor() {
    return new ProcessorId(processor);
  }

  Bytes instanceId() {
    return Bytes.copyOf(instanceId);
  }

  Instant createdAt() {
    return createdAt;
  }
}
