package org.vouchsafe.host.conveyance;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;

/** A transport that records of one session go out by. Called from the gate's thread: be brief. */
public interface FrameListener {
  /** A record that the area produced by itself. */
  void record(Bytes frame);

  /** The area ended; nothing more will come. */
  void ended(Code reason);
}
