package org.vouchsafe.web.channel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** A list of frames as the body of a POST: each as u32 big-endian length and bytes. */
final class Frames {
  /** A record is at most 64 KiB and its overhead; M3 and M4 are smaller. In bytes. */
  static final int MAX_FRAME = 64 * 1024 + 512;

  /** In bytes, of one body. */
  static final int MAX_BODY = 16 * 1024 * 1024;

  private static final int MAX_FRAMES = 4096;

  private Frames() {}

  /**
   * @throws MalformedException unless {@code body} is at least one frame, and frames only
   */
  static List<Bytes> parse(Bytes body) throws MalformedException {
    List<Bytes> frames = new ArrayList<>();
    ByteBuffer lengths = body.asBuffer();
    int at = 0;
    while (at < body.size()) {
      if (body.size() - at < 4) {
        throw new MalformedException("frames", "end within a length");
      }
      int length = lengths.getInt(at);
      at += 4;
      if (length < 1 || length > MAX_FRAME) {
        throw new MalformedException("frames", "have one that is not 1 to " + MAX_FRAME + " bytes");
      }
      if (length > body.size() - at) {
        throw new MalformedException("frames", "end within a frame");
      }
      if (frames.size() == MAX_FRAMES) {
        throw new MalformedException("frames", "are more than " + MAX_FRAMES);
      }
      frames.add(body.slice(at, at + length));
      at += length;
    }
    if (frames.isEmpty()) {
      throw new MalformedException("frames", "are none");
    }
    return frames;
  }

  static byte[] encode(List<Bytes> frames) {
    ByteBuffer body =
        ByteBuffer.allocate(frames.stream().mapToInt(frame -> 4 + frame.size()).sum());
    for (Bytes frame : frames) {
      body.putInt(frame.size()).put(frame.asBuffer());
    }
    return body.array();
  }
}
