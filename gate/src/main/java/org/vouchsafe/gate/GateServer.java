package org.vouchsafe.gate;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The processor's end of the gate: listens on a socket that only its own user can open, and lets in
 * only peers that the kernel says are that user.
 */
public final class GateServer implements AutoCloseable {
  /** A host needs one; a few more while it restarts. */
  static final int MAX_CONNECTIONS = 16;

  private static final long PAUSE_NANOS = 10_000_000L;

  private final Path socket;
  private final ServerSocketChannel listener;
  private final UserPrincipal self;
  private final Function<ExitGate, EntryGate> processor;
  private final Set<ServedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Thread accepting =
      Thread.ofPlatform().daemon().name("gate-accept").unstarted(this::acceptAll);

  private GateServer(
      Path socket,
      ServerSocketChannel listener,
      UserPrincipal self,
      Function<ExitGate, EntryGate> processor) {
    this.socket = socket;
    this.listener = listener;
    this.self = self;
    this.processor = processor;
  }

  /**
   * Starts to listen. A socket file that is left over from a process that ended is replaced.
   *
   * @param socket its folder is created with mode 0700, or must have it; at most about 100
   *     characters, which is the kernel's limit
   * @param processor makes the entry gate of one connection; its exit gate throws {@link
   *     java.io.UncheckedIOException} once that connection is gone. The entry gate is called on the
   *     connection's reading thread and must not block it
   */
  public static GateServer listen(Path socket, Function<ExitGate, EntryGate> processor)
      throws IOException {
    SocketFolder.prepare(socket);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket), MAX_CONNECTIONS);
      // The folder is closed to others, so nobody got in between bind and this.
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      GateServer server = new GateServer(socket, listener, Peer.ownerOf(socket), processor);
      server.accepting.start();
      return server;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void acceptAll() {
    while (listener.isOpen()) {
      try {
        accept(listener.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of descriptors, perhaps: some may be free again soon.
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    if (connections.size() >= MAX_CONNECTIONS || !Peer.userOf(channel).equals(self)) {
      channel.close();
      return;
    }
    ServedConnection connection = new ServedConnection(new Connection(channel), processor);
    connections.add(connection);
    Thread.ofPlatform()
        .daemon()
        .name("gate-read")
        .start(
            () -> {
              try {
                connection.serve();
              } finally {
                connections.remove(connection);
              }
            });
  }

  /**
   * Stops listening, closes every connection and removes the socket file. Once it returns, nobody
   * is let in any more: who was being let in just then is among the closed.
   */
  @Override
  public void close() throws IOException {
    listener.close();
    awaitLastAccept();
    connections.forEach(ServedConnection::close);
    Files.deleteIfExists(socket);
  }

  /** It leaves by itself once the listener is closed; an interrupt is kept for the caller. */
  private void awaitLastAccept() {
    boolean interrupted = false;
    while (accepting.isAlive()) {
      try {
        accepting.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
