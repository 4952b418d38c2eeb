package org.vouchsafe.client.service;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** Frames in the body of a POST: each as its length (4 bytes, big-endian) and its bytes. */
final class FrameList {
  /** The largest is M4 with its statement; records are at most 64 KiB. */
  private static final int MAX_FRAME = 1 << 20;

  private FrameList() {}

  static Bytes encode(List<Bytes> frames) {
    Bytes[] parts = new Bytes[frames.size() * 2];
    for (int i = 0; i < frames.size(); i++) {
      ByteBuffer length = ByteBuffer.allocate(4).putInt(0, frames.get(i).size());
      parts[2 * i] = Bytes.copyOf(length);
      parts[2 * i + 1] = frames.get(i);
    }
    return Bytes.concat(parts);
  }

  static List<Bytes> parse(Bytes body) throws MalformedException {
    List<Bytes> frames = new ArrayList<>();
    int at = 0;
    while (at < body.size()) {
      if (body.size() - at < 4) {
        throw new MalformedException("frames", "end within a length");
      }
      int size = body.slice(at, at + 4).asBuffer().getInt();
      at += 4;
      if (size < 1 || size > MAX_FRAME || size > body.size() - at) {
        throw new MalformedException("frames", "have a length that does not fit");
      }
      frames.add(body.slice(at, at + size));
      at += size;
    }
    return List.copyOf(frames);
  }
}
