package org.vouchsafe.channel;

import org.vouchsafe.attestation.Bytes;

/**
 * What a peer sent: one record, or a whole message joined from its fragments.
 *
 * @param type never DATA or KEYUPDATE: those stay inside the session
 * @param payload plaintext
 */
@SuppressWarnings("JavaLangClash") // TLS's word and ours; a java.lang.Record is never named here
public record Record(RecordType type, Bytes payload) {
  /** Without the payload: it is a secret of the two ends. */
  @Override
  public String toString() {
    return "Record[" + type + ", " + payload.size() + " bytes]";
  }
}
