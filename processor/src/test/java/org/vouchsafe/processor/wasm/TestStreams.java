package org.vouchsafe.processor.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.processor.wasi.Streams;

/** Streams of a test: all input at once, output kept. */
public final class TestStreams implements Streams {
  private final byte[] input;
  private int position;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final long outputLimit;
  private final CountDownLatch inputOpen;

  public TestStreams(String input) {
    this(input, Long.MAX_VALUE, false);
  }

  /**
   * @param silent whether a reader waits for ever
   */
  public TestStreams(String input, long outputLimit, boolean silent) {
    this.input = input.getBytes(StandardCharsets.UTF_8);
    this.outputLimit = outputLimit;
    this.inputOpen = new CountDownLatch(silent ? 1 : 0);
  }

  public String output() {
    return output.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws InterruptedException {
    inputOpen.await();
    if (position == input.length) {
      return -1;
    }
    int count = Math.min(length, input.length - position);
    System.arraycopy(input, position, into, offset, count);
    position += count;
    return count;
  }

  @Override
  public void write(int stream, byte[] from, int offset, int length) {
    if (output.size() + length > outputLimit) {
      throw new LimitReached(Code.LIMIT_OUTPUT, "at most " + outputLimit, "more");
    }
    output.write(from, offset, length);
  }

  @Override
  public boolean awaitInput(long nanos) throws InterruptedException {
    return inputOpen.await(nanos, TimeUnit.NANOSECONDS);
  }
}
