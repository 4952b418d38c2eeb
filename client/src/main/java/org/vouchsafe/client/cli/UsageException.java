package org.vouchsafe.client.cli;

/** The user asked for something that cannot be done that way; the message says what to do. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
