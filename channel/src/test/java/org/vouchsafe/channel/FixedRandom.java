package org.vouchsafe.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** SHA-256(seed ‖ block number), so that a test draws the same bytes each time. */
public final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;
  private final String seed;
  private int block;
  private byte[] rest = new byte[0];

  public FixedRandom(String seed) {
    super(null, null);
    this.seed = seed;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      if (rest.length == 0) {
        rest = next();
      }
      int size = Math.min(rest.length, out.remaining());
      out.put(rest, 0, size);
      rest = java.util.Arrays.copyOfRange(rest, size, rest.length);
    }
  }

  private byte[] next() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(seed.getBytes(StandardCharsets.UTF_8));
      return sha.digest(ByteBuffer.allocate(4).putInt(0, block++).array());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
