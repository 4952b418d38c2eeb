package org.vouchsafe.processor.area;

import java.io.ByteArrayOutputStream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.processor.wasi.Streams;
import org.vouchsafe.processor.wasm.LimitReached;

/** The streams of one invocation: all input is there at once, and output is kept for the reply. */
final class InvokeStreams implements Streams {
  private final Bytes input;
  private final long limit;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int position;

  InvokeStreams(Bytes input, long limit) {
    this.input = input;
    this.limit = limit;
  }

  Bytes output() {
    return Bytes.copyOf(output.toByteArray());
  }

  Bytes errors() {
    return Bytes.copyOf(errors.toByteArray());
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int count = Math.min(length, input.size() - position);
    if (count == 0) {
      return -1;
    }
    input.slice(position, position + count).asBuffer().get(into, offset, count);
    position += count;
    return count;
  }

  @Override
  public void write(int stream, byte[] from, int offset, int length) {
    if (length > limit - output.size() - errors.size()) {
      throw new LimitReached(Code.LIMIT_OUTPUT, "at most " + limit + " bytes", "more");
    }
    (stream == OUT ? output : errors).write(from, offset, length);
  }

  @Override
  public boolean awaitInput(long nanos) {
    return true;
  }
}
