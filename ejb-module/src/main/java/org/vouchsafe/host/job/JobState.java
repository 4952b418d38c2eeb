package org.vouchsafe.host.job;

/** Where a job is. {@code DONE} and {@code FAILED} are ends; a failed one can be sent again. */
public enum JobState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED;

  public boolean isEnd() {
    return this == DONE || this == FAILED;
  }
}
