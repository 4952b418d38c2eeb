package org.vouchsafe.channel;

import java.util.Optional;

/** What a record carries. The number is its first byte. */
public enum RecordType {
  /** A fragment of a message; the REQ or RESP that follows ends the message. Sessions join them. */
  DATA(1),
  /** A request, or its last fragment. Client to area. */
  REQ(2),
  /** A reply, or its last fragment. Area to client. */
  RESP(3),
  /** A piece of a program's input or output. Both ways. */
  STREAM(4),
  /** The last record of its direction: without it, a direction that stops was cut off. */
  END(5),
  /** The last record of its key generation. Sessions make and consume it. */
  KEYUPDATE(6),
  /** A refusal that ends the session. */
  ALERT(7);

  private final int number;

  RecordType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Optional<RecordType> of(int number) {
    return number >= 1 && number <= values().length
        ? Optional.of(values()[number - 1])
        : Optional.empty();
  }
}
