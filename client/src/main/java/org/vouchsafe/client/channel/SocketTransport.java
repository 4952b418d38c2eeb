package org.vouchsafe.client.channel;

import java.io.IOException;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.service.FrameSocket;
import org.vouchsafe.client.service.ServiceException;

/**
 * Each frame is a binary message of a WebSocket; frames come back whenever there are some. What is
 * large goes by POST, of which each is answered when the area has it: a WebSocket says nothing
 * about that, and the service cuts off who sends more than it can pass on.
 */
final class SocketTransport implements Transport {
  private static final long BULK = 8L << 20;

  private final FrameSocket socket;
  private final PostTransport bulk;

  /**
   * @param bulk to the same session
   */
  SocketTransport(FrameSocket socket, PostTransport bulk) {
    this.socket = socket;
    this.bulk = bulk;
  }

  @Override
  public Bytes handshake(Bytes m3) throws ServiceException, IOException {
    socket.send(m3);
    return socket.receive();
  }

  @Override
  public void start(Receiver receiver) {
    Receiver oneAtATime =
        new Receiver() {
          @Override
          public synchronized void frames(List<Bytes> frames) {
            receiver.frames(frames);
          }

          @Override
          public synchronized void ended(Exception why) {
            receiver.ended(why);
          }
        };
    bulk.start(oneAtATime);
    Thread.ofVirtual().name("channel").start(() -> read(oneAtATime));
  }

  private void read(Receiver receiver) {
    try {
      while (true) {
        receiver.frames(List.of(socket.receive()));
      }
    } catch (ServiceException | IOException e) {
      receiver.ended(e);
    }
  }

  @Override
  public void send(List<Bytes> frames) throws ServiceException, RefusedException, IOException {
    if (frames.stream().mapToLong(Bytes::size).sum() > BULK) {
      bulk.send(frames);
      return;
    }
    for (Bytes frame : frames) {
      socket.send(frame);
    }
  }

  @Override
  public void close() {
    bulk.close();
    socket.close();
  }
}
