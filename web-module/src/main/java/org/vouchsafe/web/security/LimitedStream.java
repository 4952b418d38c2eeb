package org.vouchsafe.web.security;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** Breaks off once more bytes came than are allowed: a length that was announced proves nothing. */
final class LimitedStream extends FilterInputStream {
  private final long limit;
  private long rest;

  LimitedStream(InputStream source, long limit) {
    super(source);
    this.limit = limit;
    this.rest = limit;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    if (count > 0) {
      count(count);
    }
    return count;
  }

  @Override
  public long skip(long count) {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int size) throws IOException {
    rest -= size;
    if (rest < 0) {
      throw new IOException(tooLarge(limit));
    }
  }

  static RefusedException tooLarge(long limit) {
    return RefusedException.of(
        Code.TOO_LARGE, "request body", "at most " + limit + " bytes", "more");
  }
}
