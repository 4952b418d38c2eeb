package org.vouchsafe.host.event;

import java.util.Locale;

/** What an event is about. */
public enum EventKind {
  ENVIRONMENT,
  JOB;

  /** Lower case, as in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
