package org.vouchsafe.host.environment;

import java.util.Set;

/** Where an environment is in its life, as far as the host knows. */
public enum EnvironmentState {
  /** Asked for; no area yet. */
  REQUESTED,
  /** Has an area that is measured and not bound to anybody. */
  ACTIVATED,
  /** Its area is bound to an owner. */
  BOUND,
  /** Its owner has claimed it. */
  RUNNING,
  /** Checkpointed and without an area. */
  SUSPENDED,
  /** An area is being given its checkpoint. */
  RESTORING,
  /** Waits for its owner's key or claim. */
  WAITING_FOR_OWNER,
  /** Ended at the wish of its account. The area was zeroed. */
  TERMINATED,
  /** Ended otherwise; the reason is a code. */
  FAILED;

  /** Whether a thing in this state may become {@code next}. */
  boolean mayBecome(EnvironmentState next) {
    Set<EnvironmentState> allowed =
        switch (this) {
          case REQUESTED -> Set.of(ACTIVATED, TERMINATED, FAILED);
          case ACTIVATED -> Set.of(BOUND, TERMINATED, FAILED);
          case BOUND -> Set.of(RUNNING, TERMINATED, FAILED);
          case RUNNING -> Set.of(SUSPENDED, TERMINATED, FAILED);
          case SUSPENDED -> Set.of(RESTORING, WAITING_FOR_OWNER, TERMINATED, FAILED);
          case RESTORING -> Set.of(RUNNING, WAITING_FOR_OWNER, SUSPENDED, TERMINATED, FAILED);
          case WAITING_FOR_OWNER -> Set.of(RESTORING, SUSPENDED, TERMINATED, FAILED);
          case FAILED -> Set.of(REQUESTED, TERMINATED);
          case TERMINATED -> Set.of();
        };
    return allowed.contains(next);
  }

  /** Whether an environment in this state holds an area. */
  public boolean hasArea() {
    return switch (this) {
      case ACTIVATED, BOUND, RUNNING, RESTORING -> true;
      case REQUESTED, SUSPENDED, WAITING_FOR_OWNER, TERMINATED, FAILED -> false;
    };
  }
}
