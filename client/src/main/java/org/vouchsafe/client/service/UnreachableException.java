package org.vouchsafe.client.service;

import java.io.IOException;

/**
 * The service could not be reached, or stopped answering. The message says where and what to do.
 */
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message) {
    super(message);
  }

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
