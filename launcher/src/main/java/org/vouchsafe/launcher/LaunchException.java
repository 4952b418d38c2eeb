package org.vouchsafe.launcher;

/**
 * Something that was to be started could not be: one sentence for people, which says what to do.
 */
public final class LaunchException extends Exception {
  private static final long serialVersionUID = 1;

  LaunchException(String sentence) {
    super(sentence);
  }

  LaunchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
