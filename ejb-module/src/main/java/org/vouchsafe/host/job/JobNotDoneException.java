package org.vouchsafe.host.job;

import org.jspecify.annotations.Nullable;

/** Rolls the delivery of a message back, so that the broker delivers it again. */
public final class JobNotDoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JobNotDoneException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
