package org.vouchsafe.gate;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/**
 * One connected socket that carries frames: a length of 4 bytes, big-endian, and as many bytes of
 * CBOR. One thread receives; any thread sends.
 */
final class Connection implements AutoCloseable {
  /** Room for a message of 16 MiB and for what the gate puts around it. */
  static final int MAX_FRAME = (16 << 20) + (64 << 10);

  private static final int RECEIVE_BUFFER = 64 << 10;

  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_BUFFER).flip();
  private final ReentrantLock sending = new ReentrantLock();

  Connection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Sends on the calling thread: no hand-over, no queue. Blocks while the peer does not read.
   *
   * @throws IOException when the connection is closed
   */
  void send(Bytes body) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(4 + body.size());
    frame.putInt(body.size()).put(body.asBuffer()).flip();
    // An interrupted thread would close the channel for everybody; the mark is put back below.
    boolean interrupted = Thread.interrupted();
    sending.lock();
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } finally {
      sending.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * @return the next frame's body; empty when the peer closed between two frames
   * @throws MalformedException when the length cannot be right: nothing after it can be trusted
   */
  Optional<Bytes> receive() throws IOException, MalformedException {
    if (!fill(4)) {
      return Optional.empty();
    }
    int size = received.getInt();
    if (size <= 0 || size > MAX_FRAME) {
      throw new MalformedException(
          "frame > length", "is " + Integer.toUnsignedLong(size) + ", limit " + MAX_FRAME);
    }
    ByteBuffer body = ByteBuffer.allocate(size);
    while (body.hasRemaining()) {
      if (!received.hasRemaining() && !fill(1)) {
        throw new EOFException("the peer closed in the middle of a frame");
      }
      int count = Math.min(received.remaining(), body.remaining());
      body.put(received.slice(received.position(), count));
      received.position(received.position() + count);
    }
    return Optional.of(Bytes.copyOf(body.flip()));
  }

  /** Waits for {@code wanted} bytes; false when the peer closed before the first of them. */
  private boolean fill(int wanted) throws IOException {
    while (received.remaining() < wanted) {
      received.compact();
      int count = channel.read(received);
      received.flip();
      if (count < 0) {
        if (received.hasRemaining()) {
          throw new EOFException("the peer closed in the middle of a frame");
        }
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to do with a socket that cannot even be closed.
      return;
    }
  }
}
