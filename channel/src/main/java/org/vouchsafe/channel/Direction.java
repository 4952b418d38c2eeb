package org.vouchsafe.channel;

/** Which end seals. Keys, nonces and associated data differ, so nothing can be reflected. */
enum Direction {
  TO_AREA("c2s", 0),
  TO_CLIENT("s2c", 1);

  private final String label;
  private final int number;

  Direction(String label, int number) {
    this.label = label;
    this.number = number;
  }

  /** As associated data has it. */
  byte number() {
    return (byte) number;
  }

  String label() {
    return label;
  }

  /** The message type that this end sends. */
  RecordType message() {
    return this == TO_AREA ? RecordType.REQ : RecordType.RESP;
  }

  Direction opposite() {
    return this == TO_AREA ? TO_CLIENT : TO_AREA;
  }
}
