package org.vouchsafe.host.job;

import java.util.Locale;

/** What a job does, and the queue that its messages go to. */
public enum Operation {
  /** Has an area made, and attests it when the client sent a hello along. */
  PROVISION("vouchsafe.provision"),
  /** Has evidence made for a client's hello. */
  ATTEST("vouchsafe.attest"),
  /** Has the area zeroed. */
  TERMINATE("vouchsafe.terminate"),
  /** Has areas made ahead on a processor. */
  REFILL("vouchsafe.provision"),
  /**
   * Does nothing: shows that the way through database, broker and bean is open, and how long it is.
   */
  PROBE("vouchsafe.provision");

  private final String queue;

  Operation(String queue) {
    this.queue = queue;
  }

  /** Lower case, as in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its queue's name, without any prefix of the broker's. */
  public String queue() {
    return queue;
  }
}
