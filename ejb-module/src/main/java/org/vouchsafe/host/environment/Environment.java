package org.vouchsafe.host.environment;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.ProcessorId;

/**
 * An environment as its host knows it: who asked for it, what it was asked to be, where it is
 * placed, and a hint of its state.
 *
 * <p>An environment is asked for ({@code REQUESTED}) and placed on a processor at once, so that one
 * node is responsible from the first moment. A job then has an area made. A made-to-order area is
 * bound as soon as it is activated; a pooled one is activated unbound, and bound by its client. The
 * owner's claim makes it {@code RUNNING}. Losing the area, at any time, is {@code FAILED} with the
 * reason; nothing but a new environment comes after that, unless no area was ever made.
 *
 * <p>Measured identifiers stand here for lists and searches. They are what the host computed or was
 * told; what is true is in the evidence.
 */
@Entity
@Table(name = "environment")
public class Environment {
  @Id private String id;

  @Column(updatable = false)
  private String account;

  @Column(updatable = false)
  private @Nullable String name;

  @Column(updatable = false)
  private String loader;

  @Column(updatable = false)
  private byte @Nullable [] parameters;

  @Column(name = "activation_state_id", updatable = false)
  private byte[] activationStateId;

  @Column(name = "environment_id")
  private byte @Nullable [] environmentId;

  @Column(updatable = false)
  private boolean pooled;

  @Column(updatable = false)
  private String processor;

  @Column(updatable = false)
  private String node;

  @Enumerated(EnumType.STRING)
  private EnvironmentState state;

  @Enumerated(EnumType.STRING)
  private @Nullable Code reason;

  private @Nullable String area;

  @Column(name = "instance_id")
  private byte @Nullable [] instanceId;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Version private long version;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Environment() {}

  private Environment(
      EnvironmentRef id, AccountId account, Specification specification, Site site, Instant now) {
    this.id = id.text();
    this.account = account.text();
    this.name = specification.name().orElse(null);
    this.loader = specification.loader();
    this.parameters = specification.parameters().map(Bytes::toArray).orElse(null);
    this.activationStateId = specification.activationStateId().toArray();
    this.environmentId = specification.environmentId().map(Bytes::toArray).orElse(null);
    this.pooled = specification.pooled();
    this.processor = site.processor().text();
    this.node = site.node();
    this.state = EnvironmentState.REQUESTED;
    this.createdAt = now;
    this.updatedAt = now;
  }

  /**
   * Where an environment is placed.
   *
   * @param node the node whose jobs reach the processor
   */
  public record Site(ProcessorId processor, String node) {}

  static Environment requested(
      AccountId account, Specification specification, Site site, Instant now) {
    return new Environment(EnvironmentRef.fresh(), account, specification, site, now);
  }

  /**
   * An area was made for it.
   *
   * @throws RefusedException CONFLICT when it is not waiting for one
   */
  void activated(String newArea, Bytes newInstanceId, Instant now) throws RefusedException {
    become(EnvironmentState.ACTIVATED, now);
    area = newArea;
    instanceId = newInstanceId.toArray();
    if (!pooled) {
      become(EnvironmentState.BOUND, now);
    }
  }

  /**
   * A pooled area was bound by its client.
   *
   * @throws RefusedException CONFLICT when it is not unbound
   */
  void bound(Bytes boundEnvironmentId, Instant now) throws RefusedException {
    become(EnvironmentState.BOUND, now);
    environmentId = boundEnvironmentId.toArray();
  }

  /**
   * The owner has claimed it.
   *
   * @throws RefusedException CONFLICT when it is not bound
   */
  void claimed(Instant now) throws RefusedException {
    become(EnvironmentState.RUNNING, now);
  }

  /**
   * Its area was zeroed at its account's wish.
   *
   * @throws RefusedException CONFLICT when that had happened before
   */
  void terminated(Instant now) throws RefusedException {
    become(EnvironmentState.TERMINATED, now);
  }

  /**
   * It came to an end that its account did not wish.
   *
   * @throws RefusedException CONFLICT when it has ended already
   */
  void failed(Code why, Instant now) throws RefusedException {
    become(EnvironmentState.FAILED, now);
    reason = why;
  }

  /**
   * The job that should have had an area made is tried again.
   *
   * @throws RefusedException CONFLICT when it did not fail, or had an area once: what was in that
   *     area is lost, and an empty one in its place would pretend otherwise
   */
  void tryAgain(Instant now) throws RefusedException {
    if (area != null) {
      throw refusal("an environment that never had an area");
    }
    become(EnvironmentState.REQUESTED, now);
    reason = null;
  }

  private void become(EnvironmentState next, Instant now) throws RefusedException {
    if (!state.mayBecome(next)) {
      throw refusal("a state that can become " + next);
    }
    state = next;
    updatedAt = now;
  }

  private RefusedException refusal(String expected) {
    return RefusedException.of(
        Code.CONFLICT, "state of the environment " + id, expected, state.name());
  }

  /**
   * The area to talk to.
   *
   * @throws RefusedException its reason when it has failed, CONFLICT when it has no area
   */
  public String requireArea() throws RefusedException {
    if (state == EnvironmentState.FAILED && reason != null) {
      throw RefusedException.of(
          reason, "environment " + id, "an environment with an area", "FAILED");
    }
    if (!state.hasArea() || area == null) {
      throw refusal("a state with an area");
    }
    return area;
  }

  public EnvironmentRef id() {
    return new EnvironmentRef(id);
  }

  public AccountId account() {
    return new AccountId(account);
  }

  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** As it was asked for, {@code standard/1}. */
  public String loader() {
    return loader;
  }

  /** The encoded parameters; public. Empty for one that is bound later. */
  public Optional<Bytes> parameters() {
    return Optional.ofNullable(parameters).map(Bytes::copyOf);
  }

  /** 48 bytes. */
  public Bytes activationStateId() {
    return Bytes.copyOf(activationStateId);
  }

  /** 48 bytes; empty until it is bound. */
  public Optional<Bytes> environmentId() {
    return Optional.ofNullable(environmentId).map(Bytes::copyOf);
  }

  /** Whether it takes an area that was made ahead. */
  public boolean isPooled() {
    return pooled;
  }

  public ProcessorId processor() {
    return new ProcessorId(processor);
  }

  public String node() {
    return node;
  }

  public EnvironmentState state() {
    return state;
  }

  /** Why it failed. */
  public Optional<Code> reason() {
    return Optional.ofNullable(reason);
  }

  /** The processor's name for its area; kept after the end. */
  public Optional<String> area() {
    return Optional.ofNullable(area);
  }

  public Optional<Bytes> instanceId() {
    return Optional.ofNullable(instanceId).map(Bytes::copyOf);
  }

  public Instant createdAt() {
    return createdAt;
  }

  public Instant updatedAt() {
    return updatedAt;
  }

  /** Rises with every change; the entity tag. */
  public long version() {
    return version;
  }
}
