package org.vouchsafe.client.channel;

import java.io.IOException;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.service.FrameSocket;

/** Each frame is a binary message of a WebSocket; frames come back whenever there are some. */
final class SocketTransport implements Transport {
  private final FrameSocket socket;

  SocketTransport(FrameSocket socket) {
    this.socket = socket;
  }

  @Override
  public Bytes handshake(Bytes m3) throws IOException {
    socket.send(m3);
    return socket.receive();
  }

  @Override
  public void start(Receiver receiver) {
    Thread.ofVirtual().name("channel").start(() -> read(receiver));
  }

  private void read(Receiver receiver) {
    try {
      while (true) {
        receiver.frames(List.of(socket.receive()));
      }
    } catch (IOException e) {
      receiver.ended(e);
    }
  }

  @Override
  public void send(List<Bytes> frames) throws IOException {
    for (Bytes frame : frames) {
      socket.send(frame);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
