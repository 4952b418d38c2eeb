package org.vouchsafe.processor.wasi;

/** Standard input, output and error of a running program. Calls block; an interrupt ends them. */
public interface Streams {
  int OUT = 1;
  int ERR = 2;

  /**
   * Waits for input.
   *
   * @return how many bytes were read, at least one, or -1 at the end of the input
   */
  int read(byte[] into, int offset, int length) throws InterruptedException;

  /**
   * @param stream {@link #OUT} or {@link #ERR}
   */
  void write(int stream, byte[] from, int offset, int length) throws InterruptedException;

  /**
   * Waits until a read would not block.
   *
   * @param nanos how long; 0 asks without waiting
   */
  boolean awaitInput(long nanos) throws InterruptedException;
}
