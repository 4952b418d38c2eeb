package org.vouchsafe.host.processor;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.gate.ProcessorDescription;
import org.vouchsafe.host.identity.ProcessorId;

/**
 * A processor as its node knows it. What it claims of itself stands here for lists and placement;
 * what is true of it, its certificate says.
 */
@Entity
@Table(name = "processor")
public class Processor {
  @Id private String id;

  @Column(name = "device_id", updatable = false)
  private byte[] deviceId;

  @Column(name = "boot_id")
  private byte[] bootId;

  private String name;
  private String node;
  private String platform;

  @Column(name = "software_version")
  private String softwareVersion;

  private long svn;
  private boolean connected;
  private boolean enrolled;
  private int capacity;

  /** The areas that the processor held when it was last asked; others than this service's too. */
  @Column(name = "areas_in_use")
  private int areasInUse;

  private byte[] chain;

  @Column(name = "seen_at")
  private Instant seenAt;

  @Version private long version;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Processor() {}

  Processor(Bytes deviceId) {
    this.id = ProcessorId.fresh().text();
    this.deviceId = deviceId.toArray();
    this.bootId = new byte[0];
    this.name = "";
    this.node = "";
    this.platform = "";
    this.softwareVersion = "";
    this.chain = new byte[0];
    this.seenAt = Instant.EPOCH;
  }

  /** What it says of itself now. */
  void describe(String gate, String atNode, ProcessorDescription description, Instant now) {
    name = gate;
    node = atNode;
    bootId = description.bootId().toArray();
    platform = description.platform();
    softwareVersion = description.softwareVersion();
    svn = description.svn();
    connected = true;
    enrolled = !description.chain().isEmpty();
    capacity = description.capacity();
    areasInUse = description.areasInUse();
    chain = StoredChain.join(description.chain());
    seenAt = now;
  }

  /** Its node does not reach it any more. */
  void disconnected() {
    connected = false;
  }

  public ProcessorId id() {
    return new ProcessorId(id);
  }

  public Bytes deviceId() {
    return Bytes.copyOf(deviceId);
  }

  /** 16 bytes, new at every start of the processor. */
  public Bytes bootId() {
    return Bytes.copyOf(bootId);
  }

  /** The name that its node's operator gave it. */
  public String name() {
    return name;
  }

  public String node() {
    return node;
  }

  /** {@code software} for one that nothing protects. */
  public String platform() {
    return platform;
  }

  public String softwareVersion() {
    return softwareVersion;
  }

  public long svn() {
    return svn;
  }

  /** Whether its node reaches it now. */
  public boolean isConnected() {
    return connected;
  }

  /** Whether an authority has certified it. */
  public boolean isEnrolled() {
    return enrolled;
  }

  /** The most areas it can hold. */
  public int capacity() {
    return capacity;
  }

  public int areasInUse() {
    return areasInUse;
  }

  /** Its certificate and the intermediates above it, DER, its own first; empty until enrolled. */
  public List<Bytes> chain() {
    return StoredChain.split(chain);
  }

  public Instant seenAt() {
    return seenAt;
  }
}
