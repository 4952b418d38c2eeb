package org.vouchsafe.engine.snapshot;

/** These bytes are not a snapshot of this module. */
public final class MalformedSnapshot extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedSnapshot(String reason) {
    super(reason);
  }
}
